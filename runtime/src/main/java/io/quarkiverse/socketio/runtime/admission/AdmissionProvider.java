package io.quarkiverse.socketio.runtime.admission;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Installs {@link JdkTransport} in the Vert.x instances that use the JDK's transport, as Quarkus' do by default. Those that use
 * a native transport get {@link Admission} from {@code cluster.handoff.VertxTransport}, which Vert.x finds through the service
 * loader.
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
