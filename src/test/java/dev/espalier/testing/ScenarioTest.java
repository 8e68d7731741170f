package dev.espalier.testing;

import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenNothing;
import static dev.espalier.testing.Then.thenRefused;
import static dev.espalier.testing.Then.thenState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Seats of a course: a scenario passes when it should, and fails when it should. */
class ScenarioTest {
    record PlanCourse(String course, int seats) implements Command {}

    record Enrol(String course, String student) implements Command {}

    record Guess(String course) implements Command {}

    sealed interface CourseEvent extends Event {
        String course();

        @Override
        default Set<Tag> tags() {
            return Set.of(Tag.of("course", course()));
        }
    }

    record CoursePlanned(String course, int seats) implements CourseEvent {}

    record Enrolled(String course, String student) implements CourseEvent {}

    record Course(boolean planned, int seats, Set<String> students) {
        static final Course NONE = new Course(false, 0, Set.of());
        static final Aggregate<String, Course, CourseEvent> AGGREGATE = Aggregate.of(
                        "course", CourseEvent.class, CourseEvent::course, NONE)
                .on(CoursePlanned.class, (none, event) -> new Course(true, event.seats(), Set.of()))
                .on(Enrolled.class, (course, event) -> {
                    var students = new java.util.TreeSet<>(course.students);
                    students.add(event.student());
                    return new Course(true, course.seats, Set.copyOf(students));
                });
    }

    /** A boundary that was forgotten to fold enrolments. */
    static final DecisionModel<String, Integer> FREE = DecisionModel.of((String course) -> Tag.of("course", course), 0)
            .on(CoursePlanned.class, (free, event) -> event.seats());

    static final class CourseIsFull extends RuntimeException {
        private static final long serialVersionUID = 1;

        CourseIsFull(String course) {
            super("course " + course + " is full");
        }
    }

    static List<? extends Event> enrol(Enrol command, Course course) {
        if (course.students().contains(command.student())) return List.of();
        if (course.students().size() >= course.seats()) throw new CourseIsFull(command.course());
        return List.of(new Enrolled(command.course(), command.student()));
    }

    static List<? extends Event> guess(Guess command, States states) {
        states.of(FREE, command.course());
        states.of(Course.AGGREGATE, "other");
        return List.of(new Enrolled("other", "nobody"));
    }

    static Espalier.Builder courses(EventStore store) {
        return Espalier.on(store)
                .handle(
                        PlanCourse.class,
                        PlanCourse::course,
                        Course.AGGREGATE,
                        (command, course) -> List.of(new CoursePlanned(command.course(), command.seats())))
                .handle(Enrol.class, Enrol::course, Course.AGGREGATE, ScenarioTest::enrol)
                .decide(Guess.class, ScenarioTest::guess);
    }

    @TempDir
    Path folder;

    private final Scenario scenario = Scenario.of(ScenarioTest::courses);
    private final Scenario full = scenario.given(new CoursePlanned("java", 1), new Enrolled("java", "ann"));

    @Test
    void given_when_then() {
        scenario.when(new PlanCourse("java", 2), then(new CoursePlanned("java", 2)));
        scenario.given(new CoursePlanned("java", 2)).when(new Enrol("java", "ann"), then(new Enrolled("java", "ann")));
        full.when(new Enrol("java", "ann"), thenNothing());
        full.when(new Enrol("java", "bob"), thenRefused(CourseIsFull.class));
        full.when(new Enrol("java", "bob"), thenRefused(CourseIsFull.class, "course java is full"));
        scenario.given(new CoursePlanned("java", 2))
                .background(new CoursePlanned("sql", 1))
                .when(
                        new Enrol("java", "ann"),
                        then(new Enrolled("java", "ann"))
                                .and(thenState(Course.AGGREGATE, "java", new Course(true, 2, Set.of("ann"))))
                                .and(thenState(Course.AGGREGATE, "sql", new Course(true, 1, Set.of()))));
    }

    @Test
    void the_same_scenario_runs_on_any_store() {
        full.on(InMemoryEventStore::new).when(new Enrol("java", "bob"), thenRefused(CourseIsFull.class));
        full.on(this::sqlite).when(new Enrol("java", "bob"), thenRefused(CourseIsFull.class));
        full.on(this::sqlite).when(new Enrol("java", "ann"), thenNothing());
    }

    private JdbcEventStore sqlite() {
        var dataSource = new SQLiteDataSource();
        try {
            dataSource.setUrl("jdbc:sqlite:" + Files.createTempFile(folder, "courses", ".db"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new JdbcEventStore(dataSource);
    }

    private static void fails(ThrowingCallable scenario, String... with) {
        assertThatThrownBy(scenario).isInstanceOf(AssertionError.class).hasMessageContainingAll(with);
    }

    @Test
    void other_events_are_shown_so_that_a_person_sees_the_difference() {
        fails(
                () -> scenario.when(new PlanCourse("java", 2), then(new CoursePlanned("java", 3))),
                "1. CoursePlanned",
                "seats",
                "expected: 3",
                "but was:  2");
        fails(
                () -> scenario.when(
                        new PlanCourse("java", 2), then(new CoursePlanned("java", 2), new Enrolled("java", "ann"))),
                "1. as expected: CoursePlanned[course=java, seats=2]",
                "2. missing:    Enrolled[course=java, student=ann]");
        fails(() -> scenario.when(new PlanCourse("java", 2), thenNothing()), "1. unexpected: CoursePlanned");
        fails(
                () -> scenario.when(new PlanCourse("java", 2), then(new Enrolled("java", "ann"))),
                "expected:   Enrolled",
                "but was:    CoursePlanned");
    }

    @Test
    void a_refusal_too_many_too_few_or_another_one_fails() {
        fails(() -> full.when(new Enrol("java", "bob"), then(new Enrolled("java", "bob"))), "course java is full");
        fails(() -> full.when(new Enrol("java", "bob"), thenNothing()), "refused or failed");
        fails(() -> full.when(new Enrol("java", "ann"), thenRefused(CourseIsFull.class)), "but was:  nothing");
        fails(
                () -> full.when(new Enrol("java", "bob"), thenRefused(IllegalStateException.class)),
                "expected: java.lang.IllegalStateException");
        fails(
                () -> full.when(new Enrol("java", "bob"), thenRefused(RuntimeException.class)),
                "another refusal was expected");
        fails(
                () -> full.when(new Enrol("java", "bob"), thenRefused(CourseIsFull.class, "full")),
                "but was:  course java");
        fails(
                () -> full.when(new Enrol("java", "ann"), thenState(Course.AGGREGATE, "java", Course.NONE)),
                "the state of course/java is another one");
        fails(() -> scenario.when(new PlanCourse("java", 2), then()), "thenNothing()");
    }

    @Test
    void a_handler_that_decides_on_anything_else_is_found_out() {
        Scenario random = Scenario.of(store -> Espalier.on(store)
                .handle(
                        PlanCourse.class,
                        PlanCourse::course,
                        Course.AGGREGATE,
                        (command, course) -> List.of(
                                new Enrolled(command.course(), UUID.randomUUID().toString()))));
        fails(() -> random.when(new PlanCourse("java", 2), Then.anything()), "decided twice, and not alike");
    }

    @Test
    void a_given_event_that_the_decision_did_not_read_is_found_out() {
        fails(
                () -> full.when(new Guess("java"), then(new Enrolled("other", "nobody"))),
                "did not read the given Enrolled[course=java, student=ann]",
                "background(...)");
        scenario.given(new CoursePlanned("java", 1))
                .background(new Enrolled("java", "ann"))
                .when(new Guess("java"), then(new Enrolled("other", "nobody")));
    }

    @Test
    void a_refusal_need_not_have_read_everything() {
        scenario.given(new CoursePlanned("java", 1), new Enrolled("java", "ann"), new CoursePlanned("sql", 1))
                .when(new Enrol("java", "bob"), thenRefused(CourseIsFull.class));
    }

    @Test
    void time_and_ids_are_what_a_test_says() {
        var clock = new SettableClock(Instant.EPOCH);
        try (var espalier = courses(new InMemoryEventStore())
                .clock(clock)
                .ids(new CountingIds())
                .open()) {
            espalier.send(new PlanCourse("java", 1));
            clock.tick(Duration.ofHours(1));
            var second = espalier.send(new PlanCourse("sql", 1)).events().get(0);
            assertThat(second.occurredAt()).isEqualTo("1970-01-01T01:00:00Z");
            assertThat(second.id()).isEqualTo(UUID.fromString("00000000-0000-7000-8000-000000000004"));
            clock.set(Instant.EPOCH);
            assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
        }
    }
}
