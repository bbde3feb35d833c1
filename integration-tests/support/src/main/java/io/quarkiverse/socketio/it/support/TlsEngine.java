package io.quarkiverse.socketio.it.support;

/** What does TLS in an application that has Netty's library for OpenSSL, as fixtures and cluster-app have. */
public enum TlsEngine {
    /** That of the tests, unless they choose the other. */
    JDK(true),
    OPENSSL(false);

    private static final String LINE = "HTTPS is served with OpenSSL";

    private final boolean withoutOpenSsl;

    TlsEngine(boolean withoutOpenSsl) {
        this.withoutOpenSsl = withoutOpenSsl;
    }

    public String option() {
        return "-Dio.netty.handler.ssl.noOpenSsl=" + withoutOpenSsl;
    }

    /** Fails if the log of an application that has started does not say so. */
    public void assertUsed(AppProcess app) {
        if (app.output().stream().anyMatch(line -> line.contains(LINE)) == withoutOpenSsl) {
            throw new AssertionError("not served with " + this + ":\n" + String.join("\n", app.output()));
        }
    }
}
