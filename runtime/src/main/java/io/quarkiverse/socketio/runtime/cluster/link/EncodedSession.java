package io.quarkiverse.socketio.runtime.cluster.link;

import java.time.Duration;

/**
 * A session that its client may recover, in the encoding of the workers, which the primary keeps but does not read.
 *
 * @param key the session's private id; at most {@link SessionChannel#MAX_KEY} characters
 * @param owner a digest of the identity that the client had; the client that recovers the session must have the same
 * @param session the encoded session
 * @param ttl how long it is kept once no worker has the client; in milliseconds on the wire
 */
public record EncodedSession(String key, byte[] owner, byte[] session, Duration ttl) {
}
