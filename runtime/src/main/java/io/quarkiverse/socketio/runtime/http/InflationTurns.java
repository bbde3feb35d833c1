package io.quarkiverse.socketio.runtime.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Holds the compressed frames of a connection that are too much for this turn of its event loop, see {@link Turn}. While frames
 * are held, nothing more is read. If the client ends the connection meanwhile, Netty reads what it sent before; the end is
 * deferred until that was passed on in turns too. Nothing is passed on any more once the connection was closed.
 * <p>
 * Is before the decoder that inflates; the handler {@link #counter} is behind it.
 * <p>
 * Thread: the connection's event loop.
 */
final class InflationTurns extends ChannelInboundHandlerAdapter {
    static final int TURN_BYTES = 64 * 1024;

    private final Turn turn;
    private final Queue<WebSocketFrame> held = new ArrayDeque<>(1);
    private @Nullable ChannelHandlerContext context;
    /** Whether the client has ended the connection, and its end is deferred. */
    private boolean ended;
    private LongConsumer charge = bytes -> {
    };
    private BooleanSupplier readable = () -> true;

    InflationTurns(Turn turn) {
        this.turn = turn;
    }

    /**
     * Limits how much an event loop inflates between two rounds of I/O. One read of a connection can have several compressed
     * frames, each of which becomes a thousand times as large, and there can be many such connections; and all others of the
     * event loop would wait until they are processed. Once {@value #TURN_BYTES} bytes are inflated, the frames that follow wait
     * for the next turn, and connections take turns then.
     */
    static final class Turn {
        private static final FastThreadLocal<Turn> OF_EVENT_LOOP = new FastThreadLocal<>() {
            @Override
            protected Turn initialValue() {
                return new Turn();
            }
        };

        private final Queue<InflationTurns> waiting = new ArrayDeque<>(1);
        /** Since the last turn that was over; smaller amounts of several turns add up, which only ends a turn early. */
        private long inflated;

        /** Returns that of the current thread. */
        static Turn ofEventLoop() {
            return OF_EVENT_LOOP.get();
        }

        private boolean isOver() {
            return inflated >= TURN_BYTES;
        }

        private void add(ChannelHandlerContext context, int bytes) {
            boolean wasOver = isOver();
            inflated += bytes;
            if (isOver() && !wasOver) {
                Scheduler.afterIo(context.executor(), this::start);
            }
        }

        private void start() {
            inflated = 0;
            for (InflationTurns next; !isOver() && (next = waiting.poll()) != null;) {
                next.passOn();
            }
        }
    }

    /** Reports the sizes of inflated frames. */
    private final class Counter extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof WebSocketFrame frame) {
                turn.add(context, frame.content().readableBytes());
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
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WebSocketFrame frame && (turn.isOver() || !held.isEmpty())) {
            if (held.isEmpty()) {
                deferEnd(context, true);
                turn.waiting.add(this);
            }
            held.add(frame);
            charge.accept(InboundFrames.sizeOf(frame.content()));
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!held.isEmpty()) {
            context.channel().config().setAutoRead(false);
        }
        context.fireChannelReadComplete();
    }

    private void passOn() {
        if (held.isEmpty() || context == null) {
            return; // the connection was closed
        }
        while (!held.isEmpty() && !turn.isOver()) {
            WebSocketFrame frame = held.remove();
            charge.accept(-InboundFrames.sizeOf(frame.content()));
            context.fireChannelRead(frame);
        }
        if (!held.isEmpty()) {
            turn.waiting.add(this);
        } else {
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
