package io.quarkiverse.socketio.runtime.relay;

import io.vertx.core.net.NetSocket;

/**
 * Sends the bytes of two connections to each other, no faster than they are taken, and closes each with the other. Unlike Vert.x'
 * pipe it listens to failures until the end: one that comes last is logged as an error if nobody does.
 * <p>
 * Thread: the event loop of both connections.
 */
final class SocketPipe {
    private SocketPipe() {
    }

    static void join(NetSocket one, NetSocket other) {
        send(one, other);
        send(other, one);
        one.resume();
        other.resume();
    }

    private static void send(NetSocket from, NetSocket to) {
        from.exceptionHandler(broken -> {
            from.close();
            to.close();
        });
        from.handler(bytes -> {
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.endHandler(end -> to.end());
    }
}
