package io.quarkiverse.socketio.runtime.engineio;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The Engine.IO session id ({@code sid}): 20 characters of the URL-safe base64 alphabet. The first two name the worker
 * <em>incarnation</em> that owns the session (0 when there is no cluster), the other 18 are 108 random bits, so that an id
 * names its worker and cannot be guessed. It is a secret between server and client. The public socket id is another value,
 * but for clients of revision 3, whose socket ids are made of it.
 * <p>
 * Thread: any.
 */
public final class SessionId {
    public static final int LENGTH = 20;
    public static final int MAX_INCARNATION = 4095;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int RANDOM_BYTES = 15;

    private SessionId() {
    }

    /** Returns a new id for a session of the given worker incarnation, 0 to {@value #MAX_INCARNATION}. */
    public static String next(int incarnation) {
        if (incarnation < 0 || incarnation > MAX_INCARNATION) {
            throw new IllegalArgumentException("incarnation must be 0.." + MAX_INCARNATION + ", was " + incarnation);
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        bytes[0] = (byte) (incarnation >> 4);
        bytes[1] = (byte) (incarnation << 4 | bytes[1] & 0x0f);
        return BASE64.encodeToString(bytes);
    }

    /** Returns the incarnation in an id, or -1 if the text, which may come from anybody, is not in the form of an id. */
    public static int incarnationOf(CharSequence sid) {
        if (sid.length() != LENGTH) {
            return -1;
        }
        for (int i = 2; i < LENGTH; i++) {
            if (ALPHABET.indexOf(sid.charAt(i)) < 0) {
                return -1;
            }
        }
        int high = ALPHABET.indexOf(sid.charAt(0));
        int low = ALPHABET.indexOf(sid.charAt(1));
        return high < 0 || low < 0 ? -1 : high << 6 | low;
    }
}
