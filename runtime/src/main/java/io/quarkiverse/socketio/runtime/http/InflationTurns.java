package io.quarkiverse.socketio.runtime.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Limits how much of a connection is inflated at a time. One read can have several compressed frames, each of which becomes a
 * thousand times as large; and all other connections of the event loop would wait until they are processed. Once
 * {@value #TURN_BYTES} bytes are inflated, the frames that follow are held until a round of I/O has passed. While frames are
 * held, nothing more is read. If the client ends the connection meanwhile, Netty reads what it sent before; the end is deferred
 * until that was passed on in turns too. Nothing is passed on any more once the connection was closed.
 * <p>
 * Is before the decoder that inflates; the handler {@link #counter} is behind it.
 * <p>
 * Thread: the connection's event loop.
 */
final class InflationTurns extends ChannelInboundHandlerAdapter {
    static final int TURN_BYTES = 64 * 1024;

    private final Queue<WebSocketFrame> held = new ArrayDeque<>(1);
    /** In this turn. */
    private long inflated;
    private boolean scheduled;
    /** Whether the client has ended the connection, and its end is deferred. */
    private boolean ended;
    private LongConsumer charge = bytes -> {
    };
    private BooleanSupplier readable = () -> true;

    /** Reports the sizes of inflated frames. */
    private final class Counter extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof WebSocketFrame frame) {
                inflated += frame.content().readableBytes();
            }
            context.fireChannelRead(message);
        }
    }

    ChannelInboundHandlerAdapter counter() {
        return new Counter();
    }

    /**
     * Called before the first frame.
     *
     * @param bytes receives by how many bytes the held frames have grown, about, or shrunk if negative
     * @param condition whether the connection may be read; if not, whoever makes it true again reads it then
     */
    void attach(LongConsumer bytes, BooleanSupplier condition) {
        charge = bytes;
        readable = condition;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WebSocketFrame frame && (inflated >= TURN_BYTES || !held.isEmpty())) {
            if (held.isEmpty()) {
                deferEnd(context, true);
            }
            held.add(frame);
            charge.accept(InboundFrames.sizeOf(frame.content()));
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            inflated = 0;
        } else {
            context.channel().config().setAutoRead(false);
            if (!scheduled) {
                scheduled = true;
                Scheduler.afterIo(context.executor(), () -> startTurn(context));
            }
        }
        context.fireChannelReadComplete();
    }

    private void startTurn(ChannelHandlerContext context) {
        scheduled = false;
        if (held.isEmpty()) {
            return; // the connection was closed
        }
        inflated = 0;
        while (!held.isEmpty() && inflated < TURN_BYTES) {
            passOn(context);
        }
        if (held.isEmpty()) {
            deferEnd(context, false);
            if (readable.getAsBoolean()) {
                context.channel().config().setAutoRead(true);
            }
        }
        channelReadComplete(context);
        if (ended && held.isEmpty()) {
            context.close();
        }
    }

    private void passOn(ChannelHandlerContext context) {
        WebSocketFrame frame = held.remove();
        charge.accept(-InboundFrames.sizeOf(frame.content()));
        context.fireChannelRead(frame);
    }

    private static void deferEnd(ChannelHandlerContext context, boolean defer) {
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, defer);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        ended |= event instanceof ChannelInputShutdownEvent;
        context.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        for (WebSocketFrame frame : held) {
            charge.accept(-InboundFrames.sizeOf(frame.content()));
            frame.release();
        }
        held.clear();
    }
}
