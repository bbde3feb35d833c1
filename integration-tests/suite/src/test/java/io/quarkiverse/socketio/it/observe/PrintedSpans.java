package io.quarkiverse.socketio.it.observe;

import jakarta.inject.Singleton;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Prints each span at its end. */
@Singleton
public class PrintedSpans implements SpanProcessor {
    private static final String WORKER = System.getenv().getOrDefault("CLUSTER_WORKER_ID", "0");

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // exported at its end
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        System.out
                .println("span '" + span.getName() + "' " + span.getKind() + " " + span.toSpanData().getStatus().getStatusCode()
                        + " of worker " + WORKER + ": trace " + span.getSpanContext().getTraceId() + " id "
                        + span.getSpanContext().getSpanId() + " parent " + span.getParentSpanContext().getSpanId());
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
