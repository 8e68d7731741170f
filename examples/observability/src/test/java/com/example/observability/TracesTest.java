package com.example.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.observability.Noting.Note;
import com.example.observability.Noting.Refused;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracesTest {
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build();
    private final Traces traces = new Traces(provider.get("test"));
    private final AtomicBoolean failing = new AtomicBoolean();

    @AfterEach
    void close() {
        provider.close();
    }

    private List<SpanData> spans() {
        return exported.getFinishedSpanItems();
    }

    @Test
    void a_command_is_a_span_and_its_events_name_its_trace() {
        try (var espalier = Noting.open(traces, failing)) {
            espalier.send(new Note("a", "text"));

            assertThat(spans()).singleElement().satisfies(span -> {
                assertThat(span.getName()).isEqualTo("Note");
                assertThat(span.getAttributes().get(AttributeKey.longKey("espalier.position")))
                        .isEqualTo(1);
                try (var events = espalier.eventStoreService().read(Query.all())) {
                    assertThat(events.iterator().next().metadata().entries())
                            .containsEntry(Traces.TRACE, span.getTraceId());
                }
            });
        }
    }

    @Test
    void a_refusal_ends_its_span_as_an_error() {
        try (var espalier = Noting.open(traces, failing)) {
            assertThatThrownBy(() -> espalier.send(new Note("a", ""))).isInstanceOf(Refused.class);

            assertThat(spans()).singleElement().satisfies(span -> {
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                assertThat(span.getStatus().getDescription()).isEqualTo("there is nothing in it");
            });
        }
    }

    @Test
    void what_holds_a_subscription_up_is_a_span_until_it_goes_on() {
        try (var espalier = Noting.open(traces, failing)) {
            traces.follow(espalier.subscriptions());
            espalier.send(new Note("a", "text"));
            failing.set(true);
            assertThatThrownBy(() -> espalier.subscriptions().runUntilCaughtUp())
                    .isInstanceOf(SubscriptionStoppedException.class);
            assertThat(spans()).extracting(SpanData::getName).containsExactly("Note");

            failing.set(false);
            espalier.subscriptions().resume("followed");
            espalier.subscriptions().runUntilCaughtUp();
            assertThat(spans()).extracting(SpanData::getName).containsExactly("Note", "followed is held up");
        }
    }
}
