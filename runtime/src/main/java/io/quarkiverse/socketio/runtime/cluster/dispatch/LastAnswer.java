package io.quarkiverse.socketio.runtime.cluster.dispatch;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import io.quarkiverse.socketio.runtime.admission.ClosingAnswer;

/**
 * The answer of the primary itself, after which the connection is closed.
 * <p>
 * Thread: the connection's event loop.
 */
final class LastAnswer {
    private LastAnswer() {
    }

    static void send(SocketChannel connection, Reply reply, boolean withBody) {
        connection.pipeline().replace(FirstRequest.class, null,
                new ClosingAnswer(Unpooled.wrappedBuffer(reply.bytes(withBody))));
    }
}
