package io.quarkiverse.socketio.runtime.relay;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Challenge;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Hello;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Relay;
import io.quarkiverse.socketio.runtime.relay.HostSecret.Nonces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

/**
 * A connection of another host, from its first byte until it is passed to the owner of the session.
 * <p>
 * Thread: the event loop of the connection.
 */
final class IncomingHost {
    private final HostReceiver receiver;
    private final Vertx vertx;
    private final NetClient local;
    private final NetSocket connection;
    private final Context context;
    private Buffer seen = Buffer.buffer();
    private @Nullable Nonces nonces;
    private int received;
    private long deadline;
    private boolean decided;
    private boolean closed;

    IncomingHost(HostReceiver receiver, Vertx vertx, NetClient local, NetSocket connection) {
        this.receiver = receiver;
        this.vertx = vertx;
        this.local = local;
        this.connection = connection;
        this.context = vertx.getOrCreateContext();
    }

    void start() {
        deadline = vertx.setTimer(receiver.maxMillis(), late -> refuse("it has not proved in time that it knows the secret"));
        connection.exceptionHandler(broken -> {
        }).closeHandler(gone -> {
            closed = true;
            decide();
        }).handler(this::read);
        receiver.admit(this, from());
    }

    private @Nullable InetSocketAddress from() {
        SocketAddress address = connection.remoteAddress();
        return address == null || !address.isInetSocket() ? null : RelayedConnection.inet(address);
    }

    /** Closes the connection, as too many wait for their proof. Thread: any. */
    void makeRoom() {
        context.runOnContext(evicted -> refuse("it and too many others have not proved that they know the secret"));
    }

    private void decide() {
        if (!decided) {
            decided = true;
            vertx.cancelTimer(deadline);
            receiver.decided(this, received);
        }
    }

    private void refuse(String why) {
        if (!decided) {
            decide();
            receiver.refused(connection, why);
            connection.close();
        }
    }

    private void read(Buffer more) {
        if (decided) {
            return;
        }
        received += more.length();
        if (!receiver.admitBytes(more.length())) {
            refuse("it and others have sent too much without a proof that they know the secret");
            return;
        }
        seen.appendBuffer(more);
        ByteBuf bytes = seen.getByteBuf();
        try {
            Nonces answered = nonces;
            HostFrame frame = HostFrame.decode(bytes, answered == null ? HostFrame.MAX_HELLO : HostFrame.MAX);
            if (frame instanceof Hello hello && answered == null && !bytes.isReadable()) {
                challenge(hello);
            } else if (frame instanceof Relay relay && answered != null) {
                check(relay, answered, bytes);
            } else if (frame != null) {
                refuse("it sent what no host sends");
            }
        } catch (IllegalArgumentException e) {
            refuse("it sent " + e.getMessage());
        }
    }

    private void challenge(Hello hello) {
        seen = Buffer.buffer();
        Nonces both = new Nonces(hello.nonce(), HostSecret.newNonce());
        nonces = both;
        HostReceiver.Identity self = receiver.identity();
        ByteBuf out = Unpooled.buffer();
        new Challenge(both.listener(), self.incarnation(), self.tag(),
                self.secret().proveListener(both, self.tag(), self.incarnation())).encode(out);
        connection.write(Buffer.buffer(out));
    }

    private void check(Relay relay, Nonces both, ByteBuf rest) {
        byte[] expected = receiver.identity().secret().proveConnector(both, relay.signed().nioBuffer());
        if (!HostSecret.isSame(relay.proof(), expected)) {
            refuse("it does not have this host's quarkus.socketio.relay.secret");
            return;
        }
        decide();
        receiver.accepted(connection);
        connection.pause();
        Buffer first = Buffer.buffer().appendBuffer(Buffer.buffer(relay.preamble())).appendBytes(receiver.proxyHeader())
                .appendBuffer(Buffer.buffer(rest));
        // the owner itself counts its requests
        boolean counts = !relay.isWebSocket() && relay.incarnation() != receiver.identity().incarnation();
        seen = Buffer.buffer();
        local.connect(receiver.ownerOf(relay.incarnation())).onSuccess(owner -> pass(owner, first, counts ? 1 : 0))
                .onFailure(gone -> connection.close());
    }

    /** @param requests how many the connection counts as, while the worker drains */
    private void pass(NetSocket owner, Buffer first, int requests) {
        if (closed) {
            owner.close();
            return;
        }
        receiver.relaying(requests);
        owner.closeHandler(gone -> receiver.relaying(-requests));
        owner.write(first);
        SocketPipe.join(connection, owner);
    }
}
