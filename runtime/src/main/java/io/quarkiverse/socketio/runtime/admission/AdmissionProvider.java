package io.quarkiverse.socketio.runtime.admission;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Brings {@link Admission} into a Vert.x that uses the transport of the JDK, as Quarkus does by default. The native ones are
 * found through the service loader, as {@code cluster.handoff.VertxTransport}, which does the same.
 * <p>
 * Thread: any.
 */
public final class AdmissionProvider implements VertxServiceProvider {
    @Override
    public void init(VertxBuilder builder) {
        if (builder.findTransport() != null && builder.findTransport().getClass() == JDKTransport.class) {
            builder.findTransport(new JdkTransport());
        }
    }
}
