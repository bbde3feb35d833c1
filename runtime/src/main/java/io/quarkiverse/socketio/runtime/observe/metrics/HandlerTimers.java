package io.quarkiverse.socketio.runtime.observe.metrics;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.CallTimers;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoint;

/**
 * Measures handler methods with Micrometer: a timer for each method and outcome. The names in the tags are those of the
 * application's annotations, so their number does not depend on clients.
 * <p>
 * Thread: any.
 */
@Singleton
public record HandlerTimers(MeterRegistry registry) implements CallTimers {
    @Override
    public CallTimer of(Endpoint endpoint) {
        Timer succeeded = timer(endpoint, "success");
        Timer failed = timer(endpoint, "failure");
        return (nanos, failure) -> (failure ? failed : succeeded).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Endpoint endpoint, String outcome) {
        return Timer.builder("socketio.handler").description("Calls of handler methods, until they or their Uni have completed")
                .tag("kind", endpoint.kind().name().toLowerCase(Locale.ROOT))
                .tag("namespace", endpoint.namespace().toString()).tag("event", endpoint.event()).tag("outcome", outcome)
                .register(registry);
    }
}
