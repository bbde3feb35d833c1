package io.quarkiverse.socketio.runtime.http;

import java.util.function.Consumer;

import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Closes an HTTP/1 connection whose request was answered before its body was there. Closed while the client still sends, the
 * connection would be reset, and the client might never see the answer (RFC 9112, section 9.6). What comes is read and
 * forgotten: until it ends, until nothing came for two ticks, or for twenty ticks in all.
 * <p>
 * Ticks are counted instead of time: after a stop of the whole machine, the client gets another tick before it is given up.
 * <p>
 * Thread: the request's context.
 */
public final class LingeringClose {
    private static final long TICK_MILLIS = 500;
    private static final int SILENT_TICKS = 2;
    /** 10 s: 1 MB takes 8 s over a line of 1 Mbit/s. */
    private static final int MAX_TICKS = 20;
    /** Of a connection whose request has one. */
    private static final AttributeKey<Boolean> PRESENT = AttributeKey.valueOf(LingeringClose.class, "present");

    private final Consumer<Runnable> nextTick;
    private final Runnable close;
    private int ticks;
    private int silentTicks;
    private boolean closed;

    /** @param nextTick calls its argument after a tick */
    LingeringClose(Consumer<Runnable> nextTick, Runnable close) {
        this.nextTick = nextTick;
        this.close = close;
    }

    /** Closes the request's connection once the rest of its body has come, or no longer comes. A second call does nothing. */
    public static void of(HttpServerRequest request, Vertx vertx) {
        Runnable close = request.connection()::close;
        if (request.isEnded()) {
            close.run();
            return;
        }
        if (((ConnectionBase) request.connection()).channel().attr(PRESENT).getAndSet(true) != null) {
            return;
        }
        LingeringClose lingering = new LingeringClose(tick -> vertx.setTimer(TICK_MILLIS, timer -> tick.run()), close);
        lingering.begin();
        request.handler(bytes -> lingering.onBytes()).endHandler(end -> lingering.onEnd()).resume();
    }

    void begin() {
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
