package com.example.observability;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Interceptor;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.subscription.SubscriptionStatus;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.subscription.Subscriptions;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Commands and the troubles of subscriptions as OpenTelemetry sees them. */
public final class Traces implements Interceptor {
    /** Under which the trace of a command is kept with its events. */
    public static final String TRACE = "trace";

    private final Tracer tracer;
    private final Map<String, Span> troubles = new ConcurrentHashMap<>();

    public Traces(Tracer tracer) {
        this.tracer = tracer;
    }

    /** A span around each command. Its events carry its trace, so that who reads one finds the other. */
    @Override
    public Receipt around(Command command, Metadata metadata, Next next) {
        Span span = tracer.spanBuilder(command.getClass().getSimpleName()).startSpan();
        try (Scope inside = span.makeCurrent()) {
            Receipt receipt =
                    next.proceed(metadata.with(TRACE, span.getSpanContext().getTraceId()));
            span.setAttribute("espalier.position", receipt.position());
            return receipt;
        } catch (RuntimeException failure) {
            span.recordException(failure);
            span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
            throw failure;
        } finally {
            span.end();
        }
    }

    /** A span for as long as something is in the way of a subscription. */
    public void follow(Subscriptions subscriptions) {
        subscriptions.listen(this::heard);
    }

    private void heard(SubscriptionStatus status) {
        boolean trouble = status.state() == State.RETRYING || status.state() == State.FAILED;
        if (trouble) {
            Span span = troubles.computeIfAbsent(
                    status.name(),
                    name -> tracer.spanBuilder(name + " is held up").startSpan());
            status.error().ifPresent(span::recordException);
            return;
        }
        Span over = troubles.remove(status.name());
        if (over != null)
            over.setAttribute("espalier.position", status.position()).end();
    }
}
