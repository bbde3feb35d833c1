package io.quarkiverse.socketio.runtime.http;

import java.util.function.Consumer;

import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Closes an HTTP/1 connection whose response was sent before the whole request body was received. If it were closed while the
 * client still sends, it would be reset, and the client might not see the response (RFC 9112, section 9.6). So the rest of the
 * body is read and discarded: until its end, until nothing was received for 1 s, or for 10 s in all.
 * <p>
 * Counts ticks of a timer instead of time, so that after a suspend of the whole machine the client gets another tick.
 * <p>
 * Thread: the request's context.
 */
public final class LingeringClose {
    private static final long TICK_MILLIS = 500;
    private static final int SILENT_TICKS = 2;
    /** 10 s, as 1 MB takes 8 s at 1 Mbit/s. */
    private static final int MAX_TICKS = 20;
    /** Set on channels that are being closed by this class. */
    private static final AttributeKey<Boolean> STARTED = AttributeKey.valueOf(LingeringClose.class, "started");

    private final Consumer<Runnable> nextTick;
    private final Runnable close;
    private int ticks;
    private int silentTicks;
    private boolean closed;

    /** @param nextTick runs its argument after one tick */
    LingeringClose(Consumer<Runnable> nextTick, Runnable close) {
        this.nextTick = nextTick;
        this.close = close;
    }

    /** Starts to close the request's connection; a second call does nothing. */
    public static void start(HttpServerRequest request, Vertx vertx) {
        Runnable close = request.connection()::close;
        if (request.isEnded()) {
            close.run();
            return;
        }
        if (((ConnectionBase) request.connection()).channel().attr(STARTED).getAndSet(true) != null) {
            return;
        }
        LingeringClose lingering = new LingeringClose(tick -> vertx.setTimer(TICK_MILLIS, timer -> tick.run()), close);
        lingering.start();
        request.handler(bytes -> lingering.onBytes()).endHandler(end -> lingering.onEnd()).resume();
    }

    void start() {
        nextTick.accept(this::onTick);
    }

    void onBytes() {
        silentTicks = 0;
    }

    void onEnd() {
        if (!closed) {
            closed = true;
            close.run();
        }
    }

    private void onTick() {
        if (closed) {
            return;
        }
        if (++silentTicks == SILENT_TICKS || ++ticks == MAX_TICKS) {
            onEnd();
        } else {
            nextTick.accept(this::onTick);
        }
    }
}
