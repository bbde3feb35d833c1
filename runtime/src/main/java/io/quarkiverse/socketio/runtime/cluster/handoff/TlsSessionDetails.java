package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * The properties of a TLS session that an application can ask for, as they are relayed to another worker: {@code u16 length}
 * and bytes each of protocol, cipher suite, the id of the session, the name that the client asked for (empty when it named
 * none) and the client's certificates, its own first.
 * <p>
 * Thread: any.
 *
 * @param serverName the name of SNI
 * @param certificates of the client, verified by the worker that terminated TLS; empty when it sent none
 */
public record TlsSessionDetails(String protocol, String cipherSuite, byte[] id, @Nullable String serverName,
        List<Certificate> certificates) {

    /**
     * Returns the details of a session that this worker has negotiated.
     *
     * @param serverName that the client asked for
     */
    public static TlsSessionDetails of(SSLSession session, @Nullable String serverName) {
        List<Certificate> certificates;
        try {
            certificates = List.of(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) { // it sent none
            certificates = List.of();
        }
        return new TlsSessionDetails(session.getProtocol(), session.getCipherSuite(), session.getId(), serverName,
                certificates);
    }

    void encode(ByteBuf out) {
        write(protocol.getBytes(StandardCharsets.UTF_8), out);
        write(cipherSuite.getBytes(StandardCharsets.UTF_8), out);
        write(id, out);
        write((serverName == null ? "" : serverName).getBytes(StandardCharsets.UTF_8), out);
        for (Certificate certificate : certificates) {
            try {
                write(certificate.getEncoded(), out);
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a certificate that cannot be encoded", e);
            }
        }
    }

    private static void write(byte[] bytes, ByteBuf out) {
        if (bytes.length > 0xffff) {
            throw new IllegalArgumentException("a certificate of " + bytes.length + " bytes");
        }
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    /**
     * Decodes all readable bytes.
     *
     * @throws IllegalArgumentException or {@link IndexOutOfBoundsException} when they are not valid
     */
    static TlsSessionDetails decode(ByteBuf in) {
        String protocol = text(in);
        String cipherSuite = text(in);
        byte[] id = bytes(in);
        String serverName = text(in);
        List<Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = in.isReadable() ? CertificateFactory.getInstance("X.509") : null;
            while (factory != null && in.isReadable()) {
                certificates.add(factory.generateCertificate(new ByteArrayInputStream(bytes(in))));
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a broken certificate", e);
        }
        return new TlsSessionDetails(protocol, cipherSuite, id, serverName.isEmpty() ? null : serverName, certificates);
    }

    private static String text(ByteBuf in) {
        return in.readCharSequence(in.readUnsignedShort(), StandardCharsets.UTF_8).toString();
    }

    private static byte[] bytes(ByteBuf in) {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readBytes(bytes);
        return bytes;
    }
}
