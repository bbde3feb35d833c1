package io.quarkiverse.socketio.runtime.cluster.handoff;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Installs {@link UnixJdkTransport} in the Vert.x instances that use the JDK's transport, as Quarkus' do by default. Those that
 * use a native transport have {@link VertxTransport}, which Vert.x finds through the service loader. Both put
 * {@link io.quarkiverse.socketio.runtime.admission.Admission} into the pipelines of server channels.
 * <p>
 * Thread: any.
 */
public final class TransportProvider implements VertxServiceProvider {
    @Override
    public void init(VertxBuilder builder) {
        if (builder.findTransport() != null && builder.findTransport().getClass() == JDKTransport.class) {
            builder.findTransport(new UnixJdkTransport());
        }
    }
}
