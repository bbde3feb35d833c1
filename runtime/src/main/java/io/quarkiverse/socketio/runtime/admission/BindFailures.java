package io.quarkiverse.socketio.runtime.admission;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Makes a port that is in use the same failure with each of Netty's transports: a {@link BindException}, which Quarkus reports
 * with the port and what to do, instead of the exception of a native transport, which it reports with a stack trace.
 * <p>
 * Thread: any; stateless.
 */
@Sharable
final class BindFailures extends ChannelOutboundHandlerAdapter {
    static final BindFailures INSTANCE = new BindFailures();

    private BindFailures() {
    }

    @Override
    public void bind(ChannelHandlerContext ctx, SocketAddress address, ChannelPromise promise) {
        ctx.bind(address, ctx.newPromise()).addListener(bound -> {
            if (bound.isSuccess()) {
                promise.setSuccess();
            } else {
                promise.setFailure(translated(bound.cause()));
            }
        });
    }

    private static Throwable translated(Throwable failure) {
        if (!(failure instanceof IOException) || !String.valueOf(failure.getMessage()).contains("Address already in use")) {
            return failure;
        }
        BindException inUse = new BindException(failure.getMessage());
        inUse.initCause(failure);
        return inUse;
    }
}
