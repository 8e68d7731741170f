package dev.espalier.store.jdbc;

import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Appends in one transaction: as few statements as their independence allows, each of which sees what those before it wrote. */
final class PostgresBatch {
    /** Texts differ by their number of statements, and each text is kept prepared on each connection. */
    private static final int MOST_GROUPS = 8;

    private record Member(PostgresGroup group, int index) {}

    private final List<PostgresGroup> groups = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Room room = new Room();

    int size() {
        return members.size();
    }

    /** How long all of them have time to wait. */
    Duration leastWait() {
        return Patience.least(members.stream().map(each -> each.group().patience(each.index())));
    }

    /** Takes an append in, the first one whatever it is, or tells that there is no room for it. */
    boolean add(PostgresPlain append) {
        if (!room.isFor(append.append()) || !join(append)) return false;
        room.take(append.append());
        return true;
    }

    private boolean join(PostgresPlain append) {
        for (PostgresGroup group : groups) {
            if (!group.add(append)) continue;
            members.add(new Member(group, group.size() - 1));
            return true;
        }
        if (groups.size() == MOST_GROUPS) return false;
        var group = new PostgresGroup(append);
        groups.add(group);
        members.add(new Member(group, 0));
        return true;
    }

    /** Streams are locked by the statements that write them, where they are free. */
    void addTo(PostgresText text, PostgresAppends appends) throws SQLException {
        for (PostgresGroup group : groups) group.addTo(text, appends);
    }

    /** Runs the text; what was found is told in the order in which the appends were added. */
    List<PostgresTrips.Answer> run(PostgresText text, Statements sql) throws SQLException {
        var groupsLeft = groups.iterator();
        List<List<PostgresTrips.Answer>> found =
                text.runAll(sql, rows -> groupsLeft.next().read(rows));
        var answers = new ArrayList<PostgresTrips.Answer>(members.size());
        for (Member each : members)
            answers.add(found.get(groups.indexOf(each.group())).get(each.index()));
        return answers;
    }
}
