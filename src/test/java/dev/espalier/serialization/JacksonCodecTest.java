package dev.espalier.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.Event;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JacksonCodecTest {
    private final JacksonCodec codec = new JacksonCodec();

    private <E extends Event> E roundTrip(E event) {
        @SuppressWarnings("unchecked")
        var type = (Class<E>) event.getClass();
        E back = codec.decode(codec.encode(event), type);
        assertThat(back).isEqualTo(event);
        return back;
    }

    private String json(Event event) {
        return new String(codec.encode(event), StandardCharsets.UTF_8);
    }

    private <E extends Event> E decode(String json, Class<E> type) {
        return codec.decode(json.getBytes(StandardCharsets.UTF_8), type);
    }

    enum Colour {
        RED {
            @Override
            public String toString() {
                return "a warm one";
            }
        },
        BLUE
    }

    record Line(String product, BigDecimal price, Optional<String> note) {}

    sealed interface Method {}

    record Card(String last4) implements Method {}

    record Cash() implements Method {}

    sealed interface Transfer extends Method {}

    record Iban(String iban) implements Transfer {}

    record Everything(
            boolean flag,
            int number,
            long large,
            double ratio,
            String text,
            BigDecimal amount,
            BigInteger count,
            UUID id,
            Colour colour,
            Currency currency,
            Locale locale,
            byte[] bytes,
            List<Line> lines,
            Set<Colour> colours,
            Map<String, BigDecimal> rates,
            Optional<Line> maybe,
            OptionalInt maybeInt,
            Method method,
            List<Method> methods)
            implements Event {
        @Override
        public boolean equals(Object other) {
            return other instanceof Everything that && toString().equals(that.toString());
        }

        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public String toString() {
            return flag + "" + number + large + ratio + text + amount + count + id + colour + currency + locale
                    + java.util.Arrays.toString(bytes) + lines + colours + rates + maybe + maybeInt + method + methods;
        }
    }

    @Test
    void records_with_nested_values_decimals_enums_optionals_and_sealed_parts_round_trip() {
        roundTrip(new Everything(
                true,
                -7,
                Long.MAX_VALUE,
                0.1,
                "h\u00e9 \ud83c\udf31 \"\\ \u2028\u0000",
                new BigDecimal("12345678901234567890.1200"),
                new BigInteger("123456789012345678901234567890"),
                new UUID(1, 2),
                Colour.RED,
                Currency.getInstance("EUR"),
                Locale.GERMANY,
                new byte[] {0, -1, 127},
                List.of(
                        new Line("a", new BigDecimal("1.10"), Optional.of("n")),
                        new Line("b", new BigDecimal("1E+5"), Optional.empty())),
                Set.of(Colour.BLUE),
                Map.of("20", new BigDecimal("0.200")),
                Optional.of(new Line("c", BigDecimal.ZERO, Optional.empty())),
                OptionalInt.of(3),
                new Card("1234"),
                List.of(new Cash(), new Iban("DE00"), new Card("9"))));
    }

    record Times(
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            OffsetDateTime offset,
            ZonedDateTime zoned,
            ZoneId zone,
            Duration duration,
            Period period,
            YearMonth month)
            implements Event {}

    @Test
    void times_round_trip_exactly_with_their_offset_and_zone() {
        roundTrip(new Times(
                Instant.parse("2026-11-24T10:00:00.123456789Z"),
                LocalDate.of(2026, 2, 28),
                LocalTime.of(1, 2, 3, 4),
                LocalDateTime.of(2026, 1, 2, 3, 4),
                OffsetDateTime.parse("2026-01-02T03:04:05+05:30"),
                ZonedDateTime.parse("2026-07-02T03:04:05+02:00[Europe/Berlin]"),
                ZoneId.of("Europe/Berlin"),
                Duration.ofMillis(90_061_001),
                Period.of(1, 2, 3),
                YearMonth.of(2026, 11)));
        assertThat(json(new Day(LocalDate.of(2026, 2, 28)))).isEqualTo("{\"day\":\"2026-02-28\"}");
    }

    record Day(LocalDate day) implements Event {}

    record Helpers(BigDecimal amount) implements Event {
        public boolean isFree() {
            return amount.signum() == 0;
        }

        public int getTotal() {
            return 1;
        }
    }

    @Test
    void a_record_is_its_components_and_no_helper() {
        assertThat(json(new Helpers(new BigDecimal("1.10")))).isEqualTo("{\"amount\":1.10}");
        roundTrip(new Helpers(new BigDecimal("1.10")));
    }

    @Test
    void a_sealed_part_is_told_by_the_simple_name_of_its_record() {
        assertThat(json(new Paid(new Iban("DE00")))).isEqualTo("{\"method\":{\"@type\":\"Iban\",\"iban\":\"DE00\"}}");
        assertThat(json(new Paid(new Cash()))).isEqualTo("{\"method\":{\"@type\":\"Cash\"}}");
        assertThat(json(new PaidByCard(new Card("1"), "visa")))
                .isEqualTo("{\"method\":{\"@type\":\"Card\",\"last4\":\"1\"},\"type\":\"visa\"}");
        roundTrip(new Paid(new Cash()));
        roundTrip(new PaidByCard(new Card("1"), "visa"));
        assertThatThrownBy(() -> decode("{\"method\":{\"@type\":\"Bitcoin\"}}", Paid.class))
                .hasMessageContaining("Bitcoin");
        assertThatThrownBy(() -> decode("{\"method\":{\"@type\":\"java.lang.Runtime\"}}", Paid.class))
                .hasMessageContaining("java.lang.Runtime");
    }

    sealed interface Payment extends Event {}

    record Paid(Method method) implements Payment {}

    record PaidByCard(Card method, String type) implements Payment {}

    record Nothing() implements Event {}

    @Test
    void an_event_without_components_is_an_empty_object() {
        assertThat(json(new Nothing())).isEqualTo("{}");
        roundTrip(new Nothing());
    }

    record Two(int number, String text) implements Event {}

    @Test
    void what_is_missing_added_mistyped_or_cut_off_is_refused() {
        for (String json : List.of(
                "{\"number\":1}",
                "{\"text\":\"a\"}",
                "{\"number\":1,\"text\":\"a\",\"more\":2}",
                "{\"number\":\"1\",\"text\":\"a\"}",
                "{\"number\":1.5,\"text\":\"a\"}",
                "{\"number\":null,\"text\":\"a\"}",
                "{\"number\":99999999999,\"text\":\"a\"}",
                "{\"number\":1,\"text\":5}",
                "{\"number\":1,\"text\":\"a\"} x",
                "{\"number\":1,\"te",
                "null",
                "[]",
                "")) assertThatThrownBy(() -> decode(json, Two.class)).as(json).isInstanceOf(Exception.class);
        assertThat(decode("{\"text\":null,\"number\":1}", Two.class)).isEqualTo(new Two(1, null));
    }

    record Loose(Object anything, List<Comparable<String>> some) implements Event {}

    interface Open {}

    record Ambiguous(Same part) implements Event {}

    sealed interface Same permits One, Inner.One {}

    record One() implements Same {}

    static final class Inner {
        record One() implements Same {}

        private Inner() {}
    }

    record WithOpen(Map<String, Open> parts) implements Event {}

    @Test
    void what_could_be_written_but_not_read_back_is_told_before_it_is_written() {
        assertThat(codec.problems(List.of(Everything.class, Times.class, Paid.class, Nothing.class)))
                .isEmpty();
        assertThat(codec.problems(List.of(Loose.class)))
                .singleElement()
                .asString()
                .contains("Loose.anything", "java.lang.Object");
        assertThat(codec.problems(List.of(WithOpen.class)))
                .singleElement()
                .asString()
                .contains("WithOpen.parts", "Open");
        assertThat(codec.problems(List.of(Ambiguous.class)))
                .singleElement()
                .asString()
                .contains("called One", "rename one");
    }

    @Test
    void a_package_that_is_closed_to_the_codec_is_told_once_with_the_line_to_add() {
        var foreign = java.sql.Connection.class.getModule();
        assertThat(new PayloadCheck(foreign).problems(List.of(Paid.class, Two.class)))
                .singleElement()
                .asString()
                .contains("'opens dev.espalier.serialization to java.sql;' to module dev.espalier");
    }
}
