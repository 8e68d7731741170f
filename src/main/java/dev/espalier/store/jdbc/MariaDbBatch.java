package dev.espalier.store.jdbc;

import dev.espalier.jdbc.MariaDbCode;
import dev.espalier.store.Append;
import dev.espalier.store.jdbc.SharedAppends.Answer;
import dev.espalier.store.jdbc.SharedAppends.Refused;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Appends of several callers in one transaction. They have no event id in common and demand nothing but versions, which are
 * known from one append to the next; an append that demands more is alone.
 */
final class MariaDbBatch {
    private final List<Append> appends = new ArrayList<>();
    private final Room room = new Room();
    private final Set<UUID> ids = new HashSet<>();

    private MariaDbBatch() {}

    /** Those who wait, in one transaction. */
    static List<Answer> together(Combiner.Queue<Append> queue, MariaDbProtocol protocol) {
        var session = new MariaDbSession(protocol, new Patience(protocol.lockWait));
        var batch = new MariaDbBatch();
        try (session) {
            session.begin();
            queue.take(batch::add);
            return session.together(batch.appends);
        } catch (RuntimeException | Error e) {
            if (batch.appends.isEmpty()) throw e;
            return batch.failed(e, protocol);
        }
    }

    /** What one append of several may have caused is met by each of them alone. */
    private List<Answer> failed(Throwable failure, MariaDbProtocol protocol) {
        if (!(failure.getCause() instanceof SQLException cause)
                || !MariaDbCode.isLost(cause) && !MariaDbCode.isLockWait(cause)) return Answer.alone(appends.size());
        return appends.stream()
                .<Answer>map(each -> new Refused(protocol.failure("append", cause)))
                .toList();
    }

    private boolean add(Append append) {
        boolean fits = appends.isEmpty() || isSimple(append) && isSimple(appends.get(0)) && isNew(append);
        if (!fits || !room.take(append)) return false;
        for (int i = 0; i < append.size(); i++) ids.add(append.get(i).id());
        return appends.add(append);
    }

    private static boolean isSimple(Append append) {
        return append.more().isEmpty();
    }

    private boolean isNew(Append append) {
        for (int i = 0; i < append.size(); i++) if (ids.contains(append.get(i).id())) return false;
        return true;
    }
}
