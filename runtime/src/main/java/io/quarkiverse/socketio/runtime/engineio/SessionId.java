package io.quarkiverse.socketio.runtime.engineio;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The Engine.IO session id ({@code sid}): 20 characters of the URL-safe base64 alphabet. The first two name the worker
 * <em>incarnation</em> that owns the session (0 when there is no cluster), the other 18 are 108 random bits, so that an id
 * names its worker and cannot be guessed. It is a secret between server and client. The public socket id is another value,
 * but for clients of revision 3, whose socket ids are made of it.
 * <p>
 * Where hosts relay requests to each other, the four characters behind the incarnation are the <em>tag</em> of the host, and
 * 14 are random: 84 bits.
 * <p>
 * Thread: any.
 */
public final class SessionId {
    public static final int LENGTH = 20;
    public static final int MAX_INCARNATION = 4095;
    /** The number of characters of the tag of a host, 24 bits. */
    public static final int TAG_LENGTH = 4;
    private static final int TAG_START = 2;

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

    /**
     * Returns a new id for a session of a worker of one of several hosts.
     *
     * @param tag of the host; empty for an id that names no host
     */
    public static String next(int incarnation, String tag) {
        String id = next(incarnation);
        if (tag.isEmpty()) {
            return id;
        }
        if (!isTag(tag)) {
            throw new IllegalArgumentException("no tag of a host: " + tag);
        }
        return id.substring(0, TAG_START) + tag + id.substring(TAG_START + TAG_LENGTH);
    }

    /** Returns a new random tag for a host. */
    public static String newTag() {
        return next(0).substring(TAG_START, TAG_START + TAG_LENGTH);
    }

    /** Returns whether a text is in the form of a tag. */
    public static boolean isTag(String text) {
        return text.length() == TAG_LENGTH && text.chars().allMatch(letter -> ALPHABET.indexOf(letter) >= 0);
    }

    /**
     * Returns the tag of the host in an id.
     *
     * @param sid in the form of an id, see {@link #incarnationOf}; without hosts that relay, the tag is random
     */
    public static String tagOf(CharSequence sid) {
        return sid.subSequence(TAG_START, TAG_START + TAG_LENGTH).toString();
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
