package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

import org.jspecify.annotations.Nullable;

/**
 * TLS session that another worker has negotiated, made of the details that it has sent. It cannot be resumed.
 * <p>
 * Thread: any.
 */
final class TerminatedTlsSession implements SSLSession {
    /** RFC 8446, 5.2: plain text, and with all that encryption may add. */
    private static final int APPLICATION_BYTES = 1 << 14;
    private static final int PACKET_BYTES = APPLICATION_BYTES + 5 + 256;

    private final TlsSessionDetails details;
    private final long created = System.currentTimeMillis();
    private final Map<String, Object> values = new ConcurrentHashMap<>();

    TerminatedTlsSession(TlsSessionDetails details) {
        this.details = details;
    }

    @Override
    public String getProtocol() {
        return details.protocol();
    }

    @Override
    public String getCipherSuite() {
        return details.cipherSuite();
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        if (details.certificates().isEmpty()) {
            throw new SSLPeerUnverifiedException("peer not authenticated");
        }
        return details.certificates().toArray(Certificate[]::new);
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return ((X509Certificate) getPeerCertificates()[0]).getSubjectX500Principal();
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        return null;
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        return null;
    }

    @Override
    public byte[] getId() {
        return details.id().clone();
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return null;
    }

    @Override
    public long getCreationTime() {
        return created;
    }

    @Override
    public long getLastAccessedTime() {
        return created;
    }

    @Override
    public void invalidate() {
        // it cannot be resumed here
    }

    @Override
    public boolean isValid() {
        return true;
    }

    @Override
    public void putValue(String name, Object value) {
        values.put(name, value);
    }

    @Override
    public @Nullable Object getValue(String name) {
        return values.get(name);
    }

    @Override
    public void removeValue(String name) {
        values.remove(name);
    }

    @Override
    public String[] getValueNames() {
        return values.keySet().toArray(String[]::new);
    }

    @Override
    public @Nullable String getPeerHost() {
        return null;
    }

    @Override
    public int getPeerPort() {
        return -1;
    }

    @Override
    public int getPacketBufferSize() {
        return PACKET_BYTES;
    }

    @Override
    public int getApplicationBufferSize() {
        return APPLICATION_BYTES;
    }
}
