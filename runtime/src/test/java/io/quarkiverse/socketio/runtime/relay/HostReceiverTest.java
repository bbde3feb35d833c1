package io.quarkiverse.socketio.runtime.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Challenge;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Hello;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Relay;
import io.quarkiverse.socketio.runtime.relay.HostSecret.Nonces;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;

/** Tests how hosts prove to each other that they know the secret, and what happens to those that do not. */
class HostReceiverTest {
    private static final HostSecret SECRET = new HostSecret("the secret that all of the hosts have");
    private static final HostSecret OTHER = new HostSecret("another secret that is long enough too");
    private static final byte[] NONCE = HostSecret.newNonce();
    private static final int INCARNATION = 7;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final RelayStats stats = new RelayStats();
    private @Nullable ServerSocketChannel owner;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        owner = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(directory.resolve("r" + INCARNATION)));
        start(HostReceiver.LIMITS);
    }

    private void start(HostReceiver.Limits limits) throws Exception {
        port = freePort();
        HostReceiver receiver = new HostReceiver(new HostReceiver.Identity(SECRET, "tag1", 3),
                incarnation -> directory.resolve("r" + incarnation), true, stats, limits);
        get(vertx.deployVerticle(
                receiver.server(new NetServerOptions(), SocketAddress.inetSocketAddress(port, "127.0.0.1")),
                new io.vertx.core.DeploymentOptions()));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
        if (owner != null) {
            owner.close();
        }
    }

    private static <T> T get(io.vertx.core.Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A connection of another host, step by step. */
    private final class Peer implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        Peer() throws IOException {
            this(InetAddress.getLoopbackAddress());
        }

        /** @param from its address */
        Peer(InetAddress from) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
            in = new DataInputStream(socket.getInputStream());
            socket.setSoTimeout(60_000);
        }

        Challenge hello() throws IOException {
            send(encoded(new Hello(INCARNATION, NONCE)));
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            ByteBuf all = Unpooled.buffer().writeInt(frame.length).writeBytes(frame);
            return (Challenge) HostFrame.decode(all, HostFrame.MAX);
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        boolean isClosed() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException e) { // a reset
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static byte[] encoded(HostFrame frame) {
        ByteBuf out = Unpooled.buffer();
        frame.encode(out);
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] relay(HostSecret secret, Challenge challenge, String preamble) {
        ByteBuf signed = Unpooled.buffer().writeShort(INCARNATION).writeByte(0)
                .writeBytes(preamble.getBytes(StandardCharsets.UTF_8));
        return encoded(new Relay(signed,
                secret.proveConnector(new Nonces(NONCE, challenge.nonce()), signed.nioBuffer())));
    }

    private void assertNothingReachedTheOwner() throws IOException {
        owner.configureBlocking(false);
        assertThat(owner.accept()).isNull();
        assertThat(stats.connections(true)).isZero();
    }

    @Test
    void theOwnerGetsThePreambleAndWhatFollows() throws Exception {
        try (Peer peer = new Peer()) {
            Challenge challenge = peer.hello();
            assertThat(challenge.tag()).isEqualTo("tag1");
            assertThat(challenge.proof()).isEqualTo(SECRET.proveListener(new Nonces(NONCE, challenge.nonce()), "tag1", 3));
            for (byte each : relay(SECRET, challenge, "preamble ")) { // byte by byte
                peer.send(new byte[] { each });
            }
            peer.send("GET".getBytes(StandardCharsets.US_ASCII));
            try (SocketChannel received = owner.accept()) {
                String expected = "preamble PROXY UNKNOWN\r\nGET";
                assertThat(new String(Channels.newInputStream(received).readNBytes(expected.length()),
                        StandardCharsets.US_ASCII)).isEqualTo(expected);
                received.write(ByteBuffer.wrap("answer".getBytes(StandardCharsets.US_ASCII)));
                assertThat(new String(peer.in.readNBytes(6), StandardCharsets.US_ASCII)).isEqualTo("answer");
            }
            assertThat(peer.isClosed()).as("with the owner").isTrue();
        }
        assertThat(stats.connections(true)).isEqualTo(1);
        assertThat(stats.connections(false)).isZero();
    }

    @Test
    void aHostWithAnotherSecretIsRefused() throws Exception {
        try (Peer peer = new Peer()) {
            peer.send(relay(OTHER, peer.hello(), "preamble"));
            assertThat(peer.isClosed()).isTrue();
        }
        assertThat(stats.connections(false)).isEqualTo(1);
        assertNothingReachedTheOwner();
    }

    @Test
    void whatWasRelayedOnOneConnectionIsRefusedOnAnother() throws Exception {
        byte[] recorded;
        try (Peer peer = new Peer()) {
            recorded = relay(SECRET, peer.hello(), "preamble");
        }
        try (Peer peer = new Peer()) {
            peer.hello();
            peer.send(recorded);
            assertThat(peer.isClosed()).isTrue();
        }
        assertNothingReachedTheOwner();
    }

    @Test
    void noByteOfWhatIsProvedCanBeChanged() throws Exception {
        int length;
        try (Peer peer = new Peer()) {
            length = relay(SECRET, peer.hello(), "preamble").length;
        }
        for (int i = 6; i < length; i++) { // behind the length, the version and the type
            try (Peer peer = new Peer()) {
                byte[] forged = relay(SECRET, peer.hello(), "preamble");
                forged[i] ^= 1;
                peer.send(forged);
                assertThat(peer.isClosed()).as("byte " + i).isTrue();
            }
        }
        assertNothingReachedTheOwner();
    }

    @Test
    void theProofOfTheListenerIsNoneOfTheConnector() throws Exception {
        try (Peer peer = new Peer()) {
            Challenge challenge = peer.hello();
            ByteBuf signed = Unpooled.buffer().writeShort(INCARNATION).writeByte(0).writeByte(0);
            peer.send(encoded(new Relay(signed, challenge.proof())));
            assertThat(peer.isClosed()).isTrue();
        }
        assertNothingReachedTheOwner();
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\0\0\0\2\1\3", "\0\0\0\2\2\1", "\377\377\377\377" })
    void whatIsNoHostIsRefused(String sent) throws Exception {
        try (Peer peer = new Peer()) {
            peer.send(sent.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(peer.isClosed()).isTrue();
        }
        assertNothingReachedTheOwner();
    }

    @Test
    void whatIsSentBeforeTheChallengeIsRefused() throws Exception {
        try (Peer peer = new Peer()) {
            byte[] hello = encoded(new Hello(INCARNATION, NONCE));
            byte[] more = Arrays.copyOf(hello, hello.length + 1);
            peer.send(more);
            assertThat(peer.isClosed()).isTrue();
        }
        assertNothingReachedTheOwner();
    }

    @Test
    void aHostThatSendsNoProofInTimeIsRefused() throws Exception {
        start(new HostReceiver.Limits(10, 1000, 20));
        try (Peer silent = new Peer(); Peer half = new Peer()) {
            half.hello();
            assertThat(silent.isClosed()).isTrue();
            assertThat(half.isClosed()).isTrue();
        }
        assertNothingReachedTheOwner();
    }

    @Test
    void onlySoManyConnectionsWaitForTheirProof() throws Exception {
        start(new HostReceiver.Limits(2, 100_000, 60_000));
        try (Peer first = new Peer(); Peer second = new Peer()) {
            first.hello();
            Challenge challenge = second.hello();
            try (Peer third = new Peer()) {
                third.hello();
                assertThat(first.isClosed()).as("the oldest").isTrue();
                second.send(relay(SECRET, challenge, "preamble"));
                try (SocketChannel received = owner.accept(); Peer fourth = new Peer()) {
                    assertThat(fourth.hello()).as("the second does not wait any more").isNotNull();
                    assertThat(stats.connections(false)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void anAddressWithManyConnectionsDoesNotDisplaceAnothers() throws Exception {
        start(new HostReceiver.Limits(3, 100_000, 60_000));
        try (Peer host = new Peer(InetAddress.getByName("127.0.0.2"))) {
            Challenge challenge = host.hello();
            List<Peer> many = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                many.add(new Peer());
            }
            for (Peer each : many.subList(0, 48)) {
                assertThat(each.isClosed()).isTrue();
            }
            host.send(relay(SECRET, challenge, "preamble"));
            try (SocketChannel received = owner.accept()) {
                assertThat(new String(Channels.newInputStream(received).readNBytes(8), StandardCharsets.US_ASCII))
                        .isEqualTo("preamble");
            }
            for (Peer each : many) {
                each.close();
            }
        }
    }

    @Test
    void onlySoManyBytesWaitForTheirProof() throws Exception {
        start(new HostReceiver.Limits(10, 1000, 60_000));
        try (Peer peer = new Peer()) {
            peer.hello();
            peer.send(Unpooled.buffer().writeInt(5000).array());
            peer.send(new byte[2000]);
            assertThat(peer.isClosed()).isTrue();
        }
        try (Peer next = new Peer()) {
            assertThat(next.hello()).as("the bytes of the first count no more").isNotNull();
        }
    }

    @Test
    void aConnectionEndsIfTheOwnerIsGone() throws Exception {
        owner.close();
        try (Peer peer = new Peer()) {
            peer.send(relay(SECRET, peer.hello(), "preamble"));
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void aHostThatAcceptsAndNeverAgreesOnTlsIsNotWaitedForLong() {
        HttpClientOptions http = new HttpClientOptions();
        NetClientOptions net = new NetClientOptions();
        new HostClient(vertx, SECRET, http, net);
        assertThat(http.getSslHandshakeTimeoutUnit().toSeconds(http.getSslHandshakeTimeout())).isEqualTo(3);
        assertThat(net.getSslHandshakeTimeoutUnit().toSeconds(net.getSslHandshakeTimeout())).isEqualTo(3);
    }

    @Test
    void bytesThatAreNotOfTlsAreNotAllInTheLog() {
        assertThat(RelayOutcome.textOf(new IOException("x".repeat(100_000)))).hasSizeLessThan(250).startsWith("xxx");
        assertThat(RelayOutcome.textOf(new IOException("short"))).isEqualTo("short");
        assertThat(RelayOutcome.textOf(new IOException((String) null))).isEqualTo("java.io.IOException");
    }

    private HostClient client(HostSecret secret) {
        return new HostClient(vertx, secret, new HttpClientOptions(), new NetClientOptions());
    }

    private HostAddress address() {
        return new HostAddress("127.0.0.1", new InetSocketAddress("127.0.0.1", port).getAddress(), port);
    }

    @Test
    void aHostTellsItsTag() throws Exception {
        assertThat(client(SECRET).ask(address()).toCompletableFuture().get(60, TimeUnit.SECONDS)).isEqualTo("tag1");
        assertThat(stats.connections(true) + stats.connections(false)).as("connections that count").isZero();
    }

    @Test
    void aHostWithAnotherSecretIsNotAsked() {
        assertThatThrownBy(() -> client(OTHER).ask(address()).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class).hasCauseInstanceOf(HostHandshake.NotTrustedException.class)
                .hasMessageContaining("it does not have this host's quarkus.socketio.relay.secret");
    }

    @ParameterizedTest
    @ValueSource(strings = { "HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0\2\1\1", "" })
    void whatIsNoHostIsNotTrusted(String answer) throws Exception {
        port = freePort();
        get(vertx.createNetServer().connectHandler(socket -> socket.handler(any -> {
            socket.write(io.vertx.core.buffer.Buffer.buffer(answer.getBytes(StandardCharsets.ISO_8859_1)));
            socket.close();
        })).listen(port, "127.0.0.1"));
        assertThatThrownBy(() -> client(SECRET).ask(address()).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class).hasCauseInstanceOf(IOException.class);
    }
}
