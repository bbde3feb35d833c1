package io.quarkiverse.socketio.runtime.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that the hosts share, which proves to each end of a connection that the other knows it and which is never sent.
 * A proof is an HMAC over random bytes of both ends, so that no proof of another connection is valid.
 * <p>
 * Thread: any.
 */
public final class HostSecret {
    /** A shorter secret could be guessed from a proof, which anyone who can connect gets. */
    public static final int MIN_LENGTH = 32;
    static final int NONCE_LENGTH = 32;
    static final int PROOF_LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Different for the two ends, so that no end can be made to compute the proof of the other. */
    private static final byte[] OF_LISTENER = "quarkus-socketio relay 1 listener".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OF_CONNECTOR = "quarkus-socketio relay 1 connector".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;

    /** @throws IllegalArgumentException when it is shorter than {@value #MIN_LENGTH} characters */
    public HostSecret(String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("must have at least " + MIN_LENGTH + " characters, has " + secret.length());
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    static byte[] newNonce() {
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    /**
     * The random bytes of a connection.
     *
     * @param connector those of the host that has connected
     * @param listener those of the host that was connected to
     */
    record Nonces(byte[] connector, byte[] listener) {
    }

    /** Returns the proof of the host that was connected to, for the tag and the worker that it names. */
    byte[] proveListener(Nonces nonces, String tag, int incarnation) {
        return prove(OF_LISTENER, nonces, ByteBuffer.wrap((tag + incarnation).getBytes(StandardCharsets.US_ASCII)));
    }

    /** Returns the proof of the host that has connected, for what it relays; all remaining bytes are consumed. */
    byte[] proveConnector(Nonces nonces, ByteBuffer relayed) {
        return prove(OF_CONNECTOR, nonces, relayed);
    }

    /** Compares in a time that does not depend on the contents. */
    static boolean isSame(byte[] proof, byte[] expected) {
        return MessageDigest.isEqual(proof, expected);
    }

    private byte[] prove(byte[] role, Nonces nonces, ByteBuffer message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(role);
            mac.update(nonces.connector);
            mac.update(nonces.listener);
            mac.update(message);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("[BUG] every JDK has " + ALGORITHM, e);
        }
    }
}
