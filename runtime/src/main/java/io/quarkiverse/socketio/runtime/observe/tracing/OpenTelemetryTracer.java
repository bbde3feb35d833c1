package io.quarkiverse.socketio.runtime.observe.tracing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;
import io.quarkiverse.socketio.runtime.quarkus.broadcast.BroadcastCall;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.CallTracer;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;

/**
 * Creates spans with OpenTelemetry: one for each call of a handler method, in the trace of the client's handshake or of another
 * worker's broadcast, and one for each broadcast of another worker that is delivered here.
 * <p>
 * Thread: any.
 */
@Singleton
public class OpenTelemetryTracer implements TraceCarrier, CallTracer {
    private static final String SCOPE = "io.quarkiverse.socketio";

    /** Resolved at the first span, as broadcasts are sent before the application has started. */
    private final Provider<OpenTelemetry> telemetry;

    OpenTelemetryTracer(Provider<OpenTelemetry> telemetry) {
        this.telemetry = telemetry;
    }

    /** Returns the current trace as header fields, each on a line as {@code name:value}, or {@code null}. */
    @Override
    public @Nullable String current() {
        Context context = Context.current();
        if (!Span.fromContext(context).getSpanContext().isValid() && Baggage.fromContext(context).isEmpty()) {
            return null;
        }
        StringBuilder fields = new StringBuilder(64);
        propagator().inject(context, fields, (lines, name, value) -> lines.append(name).append(':').append(value).append('\n'));
        return fields.isEmpty() ? null : fields.toString();
    }

    @Override
    public void within(String trace, ClusterMessage message, Runnable action) {
        Map<String, List<String>> fields = new HashMap<>();
        for (String line : trace.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), List.of(line.substring(colon + 1)));
            }
        }
        Context sender = read(fields);
        if (message instanceof ClusterMessage.Broadcast || message instanceof ClusterMessage.BroadcastWithAck) {
            Span span = span(message.namespace() + " broadcast", SpanKind.CONSUMER, sender)
                    .setAttribute("socketio.namespace", message.namespace()).startSpan();
            try (Scope within = sender.with(span).makeCurrent()) {
                action.run();
            } finally {
                span.end();
            }
        } else {
            try (Scope within = sender.makeCurrent()) {
                action.run();
            }
        }
    }

    @Override
    public Object currentTrace() {
        return Context.current();
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // the scope belongs to the Vert.x context of the call, and ends with it
    public ActiveSpan start(Object call) {
        SpanBuilder builder;
        Context parent;
        if (call instanceof Invocation event) {
            String namespace = event.socket().namespace().name();
            parent = read(event.socket().handshake().headers());
            builder = span(namespace + " " + event.event(), SpanKind.SERVER, parent)
                    .setAttribute("socketio.namespace", namespace).setAttribute("socketio.event", event.event())
                    .setAttribute("socketio.id", event.socket().id());
        } else if (call instanceof BroadcastCall broadcast && broadcast.trace() instanceof Context sender) {
            parent = sender;
            builder = span("broadcast " + broadcast.context().event(), SpanKind.CONSUMER, parent)
                    .setAttribute("socketio.event", broadcast.context().event());
        } else {
            throw new IllegalStateException("[BUG] no call of a handler: " + call);
        }
        Span span = builder.startSpan();
        parent.with(span).makeCurrent();
        return failure -> {
            if (failure != null) {
                span.recordException(failure).setStatus(StatusCode.ERROR);
            }
            span.end();
        };
    }

    private SpanBuilder span(String name, SpanKind kind, Context parent) {
        return telemetry.get().getTracer(SCOPE).spanBuilder(name).setSpanKind(kind).setParent(parent);
    }

    private Context read(Map<String, List<String>> fields) {
        return propagator().extract(Context.root(), fields, Fields.INSTANCE);
    }

    /** Returns the configured propagators ({@code quarkus.otel.propagators}). */
    private TextMapPropagator propagator() {
        return telemetry.get().getPropagators().getTextMapPropagator();
    }

    private enum Fields implements TextMapGetter<Map<String, List<String>>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Map<String, List<String>> fields) {
            return fields.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, List<String>> fields, String name) {
            List<String> values = fields == null ? null : fields.get(name);
            return values == null || values.isEmpty() ? null : values.get(0);
        }
    }
}
