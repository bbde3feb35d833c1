package io.quarkiverse.socketio.it.chaos.attack;

/**
 * The mode of the attacked server.
 *
 * @param deflate whether it compresses WebSocket messages
 */
record Mode(boolean cluster, boolean tls, boolean http2, boolean deflate) {
    /** @param text words with "+" between them, as {@link #toString} makes it */
    static Mode of(String text) {
        return new Mode(text.contains("cluster"), text.contains("tls"), text.contains("h2"),
                text.contains("deflate"));
    }

    @Override
    public String toString() {
        return (cluster ? "cluster" : "alone") + (tls ? "+tls" : "") + (http2 ? "+h2" : "") + (deflate ? "+deflate" : "");
    }
}
