package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.quarkiverse.socketio.it.support.RawHttp;

/**
 * The port of a server, and how a connection to it is opened.
 * <p>
 * Thread: any.
 */
record Target(int port, boolean tls) {
    private static final int LIMIT_MILLIS = (int) AttackRun.LIMIT.toMillis();
    private static final SSLContext TRUSTING = trusting();

    /** Trusts whoever answers: the server's certificate is the test's own. */
    static SSLContext sslContext() {
        return TRUSTING;
    }

    String url() {
        return (tls ? "https" : "http") + "://localhost:" + port;
    }

    /** For HTTP/1.1, with TLS if the target has that. */
    RawHttp connect(Consumer<Socket> opened) throws IOException {
        return new RawHttp(socket(opened, "http/1.1"));
    }

    /**
     * @param opened gets the TCP connection, which can be closed at any time, even while TLS waits to write
     * @param protocol of ALPN
     */
    Socket socket(Consumer<Socket> opened, String protocol) throws IOException {
        Socket tcp = tcp(opened);
        if (!tls) {
            return tcp;
        }
        SSLSocket socket = (SSLSocket) TRUSTING.getSocketFactory().createSocket(tcp, "localhost", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] { protocol });
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Without TLS, whatever the target expects. */
    Socket tcp(Consumer<Socket> opened) throws IOException {
        Socket tcp = new Socket();
        opened.accept(tcp);
        tcp.connect(new InetSocketAddress("127.0.0.1", port), LIMIT_MILLIS);
        tcp.setSoTimeout(LIMIT_MILLIS);
        tcp.setTcpNoDelay(true);
        return tcp;
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] { new Anyone() }, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // anyone
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // anyone
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
