package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventStore;
import java.util.List;
import java.util.Set;

/** The page about decision boundaries: a course has so many seats, and a student takes so many courses. */
final class CourseBoundaries {
    static final int COURSES_AT_MOST = 2;

    record OfferCourse(String course, int seats) implements Command {}

    record Enrol(String course, String student) implements Command {}

    record CourseOffered(String course, int seats) implements Event {}

    record Enrolled(String course, String student) implements Event {
        String place() {
            return course + "/" + student;
        }

        @Override
        public Set<Tag> tags() {
            return Set.of(Tag.of("course", course), Tag.of("student", student));
        }
    }

    static final Aggregate<String, Integer, CourseOffered> SEATS = Aggregate.of(
                    "course", CourseOffered.class, CourseOffered::course, 0)
            .on(CourseOffered.class, (before, event) -> event.seats());

    static final Aggregate<String, Boolean, Enrolled> ENROLMENT = Aggregate.of(
                    "enrolment", Enrolled.class, Enrolled::place, false)
            .on(Enrolled.class, (before, event) -> true);

    // <models>
    static final DecisionModel<String, Integer> TAKEN_SEATS = DecisionModel.of(
                    (String course) -> Tag.of("course", course), 0)
            .on(Enrolled.class, (taken, event) -> taken + 1);

    static final DecisionModel<String, Integer> COURSES_OF = DecisionModel.of(
                    (String student) -> Tag.of("student", student), 0)
            .on(Enrolled.class, (courses, event) -> courses + 1);
    // </models>

    private CourseBoundaries() {}

    // <enrol>
    static List<? extends Event> enrol(Enrol command, States states) {
        var enrolled = new Enrolled(command.course(), command.student());
        if (states.of(ENROLMENT, enrolled.place())) return List.of();
        if (states.of(TAKEN_SEATS, command.course()) >= states.of(SEATS, command.course()))
            throw new IllegalStateException(command.course() + " has no free seat");
        if (states.of(COURSES_OF, command.student()) >= COURSES_AT_MOST)
            throw new IllegalStateException(command.student() + " takes " + COURSES_AT_MOST + " courses already");
        return List.of(enrolled);
    }
    // </enrol>

    static List<? extends Event> offer(OfferCourse command, int before) {
        return List.of(new CourseOffered(command.course(), command.seats()));
    }

    static Espalier open(EventStore store) {
        return Espalier.on(store)
                .handle(OfferCourse.class, OfferCourse::course, SEATS, CourseBoundaries::offer)
                .decide(Enrol.class, CourseBoundaries::enrol)
                .aggregate(ENROLMENT)
                .open();
    }
}
