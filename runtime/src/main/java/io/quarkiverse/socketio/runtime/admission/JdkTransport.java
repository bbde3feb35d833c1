package io.quarkiverse.socketio.runtime.admission;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ServerChannel;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.impl.transports.JDKTransport;

/**
 * Vert.x' JDK transport, whose server channels have {@link Admission} and {@link ServerIntake} in their pipelines.
 * <p>
 * Thread: any.
 */
public class JdkTransport extends JDKTransport {
    /** Vert.x' handler that detects the version of HTTP where TLS does not negotiate it. */
    static final Class<? extends ChannelHandler> VERSION_DETECTOR = Http1xOrH2CHandler.class;

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean unix) {
        return admitting(super.serverChannelFactory(unix));
    }

    /** Returns a factory of server channels that have the handlers of this package in their pipelines. */
    public static ChannelFactory<? extends ServerChannel> admitting(ChannelFactory<? extends ServerChannel> factory) {
        return () -> {
            ServerChannel server = factory.newChannel();
            server.pipeline().addLast(Admission.ofProcess(), new ServerIntake(server, Admission.ofProcess()),
                    BindFailures.INSTANCE);
            return server;
        };
    }
}
