package io.quarkiverse.socketio.runtime.cluster.dispatch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.quarkiverse.socketio.runtime.admission.RejectReason;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.log.DebugLog;

/**
 * Hands one connection over to a worker; to another one when that dies before it has adopted the connection, or refuses it.
 * <p>
 * Thread: the primary's event loop.
 */
final class ConnectionHandoff {
    /** The maximum size of the head: far more than the kernel buffers for a connection, and less than a worker accepts. */
    private static final int MAX_HEAD = 512 * 1024;

    private final Acceptor acceptor;
    private final SocketChannel connection;
    private final Request request;
    private ByteBuf head;

    /**
     * What is known of a connection.
     *
     * @param owner the incarnation of the worker that must have it, or {@link Affinity#NONE}
     * @param client its address, for the balancer
     * @param session the id of the session that its first request names, for debug lines; may be empty
     */
    record Request(int owner, String client, String session) {
    }

    /**
     * @param head the bytes that were read; owned by this from now on, and writable unless it is empty
     */
    ConnectionHandoff(Acceptor acceptor, SocketChannel connection, Request request, ByteBuf head) {
        this.acceptor = acceptor;
        this.connection = connection;
        this.request = request;
        this.head = head;
    }

    /**
     * Deregisters the connection and sends it. Once deregistered, no event can close the channel meanwhile; before that a reset
     * could, and the number of its descriptor could be reused while it is sent. But when the client has shut down its output,
     * Netty goes on reading to the end, turn by turn, even if no read is requested: so the connection is not sent before a turn
     * in which nothing was read.
     */
    void start() {
        connection.deregister().addListener(done -> sendOnceQuiet());
    }

    private void sendOnceQuiet() {
        int before = head.readableBytes();
        acceptor.loop.execute(() -> {
            if (!connection.isOpen()) {
                head.release();
            } else if (head.readableBytes() > before) {
                sendOnceQuiet();
            } else {
                send();
            }
        });
    }

    /** Adds bytes that were read after {@link #start}; owned by this from now on. */
    void append(ByteBuf bytes) {
        if (head.readableBytes() + bytes.readableBytes() > MAX_HEAD) {
            bytes.release();
            connection.close();
        } else if (head.isReadable()) {
            head.writeBytes(bytes);
            bytes.release();
        } else {
            head.release();
            head = bytes;
        }
    }

    private void send() {
        WorkerPool.Target target = acceptor.pool.choose(request.owner, request.client);
        if (target != null && target.sender().isRefusing()) {
            // another worker can relay the requests to the owner, if not all refuse
            target = acceptor.pool.choose(Affinity.NONE, request.client);
        }
        if (target == null) {
            giveUp(PrimaryResponse.noWorker());
        } else if (target.sender().isRefusing()) {
            RejectReason.NO_DESCRIPTOR.add();
            giveUp(PrimaryResponse.noDescriptors());
        } else {
            send(target);
        }
    }

    private void send(WorkerPool.Target target) {
        debug(target, chosenBy(target));
        target.handedOver();
        target.sender().send(acceptor.rules.kind(), connection, head.retainedDuplicate(), adopted -> {
            if (adopted) {
                debug(target, "was handed over to");
                head.release();
            } else {
                debug(target, "was returned by");
                send();
            }
        });
        acceptor.pauseIfNeeded();
    }

    private String chosenBy(WorkerPool.Target target) {
        if (target.incarnation() == request.owner) {
            return "goes by its session id to";
        }
        return request.owner == Affinity.NONE ? "goes by the balancer's choice to"
                : "cannot go to the owner of its session, goes by the balancer's choice to";
    }

    private void debug(WorkerPool.Target target, String what) {
        if (DebugLog.CLUSTER.isDebugEnabled()) {
            acceptor.debug(connection, request.session, what + " " + acceptor.pool.describe(target.incarnation()));
        }
    }

    /** Responds and closes the connection; without a response if it is encrypted. */
    private void giveUp(PrimaryResponse why) {
        acceptor.debug(connection, request.session, "is refused, no worker takes it");
        head.release();
        acceptor.loop.register(connection).addListener(registered -> {
            if (registered.isSuccess() && !acceptor.rules.kind().isEncrypted()) {
                FirstRequest.respond(connection, why, true);
            } else {
                connection.close();
            }
        });
    }
}
