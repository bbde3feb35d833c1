package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;

/** Tests how a worker parses the first bytes of a proxied connection. */
class PreambleTest {
    private static final String V4 = "04 7f000001 00000000 1f90 ";

    static Stream<Preamble> preambles() throws UnknownHostException {
        byte[] six = new byte[16];
        six[0] = (byte) 0xfe;
        six[1] = (byte) 0x80;
        six[15] = 1;
        return Stream.of(
                new Preamble(ServerKind.PLAIN, "secret", address(InetAddress.getByName("127.0.0.1"), 1),
                        address(InetAddress.getByName("10.1.2.3"), 65535)),
                new Preamble(ServerKind.TLS, "", address(InetAddress.getByName("2001:db8::1"), 8080),
                        address(Inet6Address.getByAddress(null, six, 3), 0)));
    }

    private static InetSocketAddress address(InetAddress host, int port) {
        return new InetSocketAddress(host, port);
    }

    @ParameterizedTest
    @MethodSource("preambles")
    void aPreambleIsReadAsWrittenAndLeavesTheRest(Preamble preamble) {
        ByteBuf bytes = Unpooled.buffer();
        preamble.encode(bytes);
        bytes.writeCharSequence("GET /", StandardCharsets.US_ASCII);
        assertThat(Preamble.decode(bytes, Preamble.MAX_PROXIED)).isEqualTo(preamble);
        assertThat(bytes.toString(StandardCharsets.US_ASCII)).isEqualTo("GET /");
    }

    @ParameterizedTest
    @MethodSource("preambles")
    void anIncompletePreambleNeedsMoreBytes(Preamble preamble) {
        ByteBuf bytes = Unpooled.buffer();
        preamble.encode(bytes);
        for (int length = 0; length < bytes.readableBytes(); length++) {
            ByteBuf part = bytes.slice(0, length);
            assertThat(Preamble.decode(part, Preamble.MAX_PROXIED)).isNull();
            assertThat(part.readableBytes()).isEqualTo(length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "0201", // endless
            "ffff",
            "0000", // empty
            "0001 01",
            "0019 02 00 00 " + V4 + V4, // of another version
            "0019 01 0f 00 " + V4 + V4, // of an unknown kind
            "0019 01 00 ff " + V4 + V4, // a token beyond its end
            "001a 01 00 00 05 7f000001 00 00000000 1f90 " + V4, // addresses of no family
            "0015 01 00 00 00 00000000 1f90 " + V4,
            "0018 01 00 00 " + V4 + "04 7f000001 00000000 1f", // cut off
    })
    void anInvalidPreambleIsRefused(String hex) {
        ByteBuf bytes = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
        assertThatIllegalArgumentException().isThrownBy(() -> Preamble.decode(bytes, Preamble.MAX_PROXIED));
    }

    @Test
    void theStartOfARequestIsNoPreamble() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Preamble.decode(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII),
                        Preamble.MAX_PROXIED));
    }

    /** A TLS session with the name and the certificates of a client. */
    @Test
    void aRelayedConnectionKeepsItsTlsDetails() throws Exception {
        Certificate certificate = certificate();
        ByteBuf bytes = Preamble.ofRelayed(address(InetAddress.getByName("203.0.113.7"), 1),
                address(InetAddress.getByName("10.1.2.3"), 443), new TlsSessionDetails("TLSv1.3", "TLS_AES_128_GCM_SHA256",
                        new byte[] { 1, 2 }, "app.example", List.of(certificate, certificate)),
                UnpooledByteBufAllocator.DEFAULT);
        bytes.writeByte('G');
        Preamble read = Preamble.decode(bytes, Preamble.MAX_RELAYED);
        assertThat(read.kind()).isEqualTo(ServerKind.RELAYED);
        assertThat(read.client()).isEqualTo(new InetSocketAddress("203.0.113.7", 1));
        assertThat(bytes.readByte()).isEqualTo((byte) 'G');
        SSLSession session = new EmbeddedChannel(new TerminatedTls(read.tls())).pipeline().get(SslHandler.class).engine()
                .getSession();
        assertThat(session.getProtocol()).isEqualTo("TLSv1.3");
        assertThat(session.getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(session.getId()).containsExactly(1, 2);
        assertThat(session.getPeerCertificates()).containsExactly(certificate, certificate);
        assertThat(session.getPeerPrincipal().getName()).isEqualTo("CN=ada");
        assertThat(read.tls().serverName()).isEqualTo("app.example");
    }

    @Test
    void aClientWithoutCertificateIsNotAuthenticated() {
        ByteBuf bytes = Unpooled.buffer();
        new TlsSessionDetails("TLSv1.2", "x", new byte[0], null, List.of()).encode(bytes);
        TlsSessionDetails read = TlsSessionDetails.decode(bytes);
        assertThat(read.serverName()).isNull();
        assertThatExceptionOfType(SSLPeerUnverifiedException.class)
                .isThrownBy(() -> new TerminatedTlsSession(read).getPeerCertificates());
    }

    @Test
    void dataOverTerminatedTlsIsUnchanged() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new TerminatedTls(new TlsSessionDetails("a", "b", new byte[0], null, List.of())));
        channel.writeInbound("in");
        channel.writeOutbound("out");
        assertThat((String) channel.readInbound()).isEqualTo("in");
        assertThat((String) channel.readOutbound()).isEqualTo("out");
        assertThat(channel.finish()).isFalse();
    }

    private static Certificate certificate() throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(PreambleTest.class.getResourceAsStream("ada.pem"));
    }
}
