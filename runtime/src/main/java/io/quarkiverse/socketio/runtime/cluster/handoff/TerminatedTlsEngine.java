package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.nio.ByteBuffer;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * SSL engine of a {@link TerminatedTls} handler: provides the session, and fails when asked to encrypt, decrypt or negotiate.
 * <p>
 * Thread: any.
 */
final class TerminatedTlsEngine extends SSLEngine {
    private final SSLSession session;

    TerminatedTlsEngine(SSLSession session) {
        this.session = session;
    }

    @Override
    public SSLSession getSession() {
        return session;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) {
        throw ended();
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) {
        throw ended();
    }

    private static UnsupportedOperationException ended() {
        return new UnsupportedOperationException("another process has ended TLS");
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return null;
    }

    @Override
    public void closeInbound() {
    }

    @Override
    public boolean isInboundDone() {
        return false;
    }

    @Override
    public void closeOutbound() {
    }

    @Override
    public boolean isOutboundDone() {
        return false;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return getEnabledCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[] { session.getCipherSuite() };
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        throw ended();
    }

    @Override
    public String[] getSupportedProtocols() {
        return getEnabledProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[] { session.getProtocol() };
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        throw ended();
    }

    @Override
    public void beginHandshake() {
        throw ended();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return HandshakeStatus.NOT_HANDSHAKING;
    }

    @Override
    public void setUseClientMode(boolean client) {
        throw ended();
    }

    @Override
    public boolean getUseClientMode() {
        return false;
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        throw ended();
    }

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        throw ended();
    }

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean may) {
        throw ended();
    }

    @Override
    public boolean getEnableSessionCreation() {
        return false;
    }
}
