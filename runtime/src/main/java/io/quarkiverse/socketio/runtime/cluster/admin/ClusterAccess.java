package io.quarkiverse.socketio.runtime.cluster.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;

/**
 * Decides who may see the state of the cluster over HTTP, and who may send it commands. Commands need the configured token. To
 * see the state, a session is enough, for which a browser exchanges the code of a link that the user of the cluster has asked
 * for in a terminal.
 * <p>
 * A code and a session consist of a random name and a random secret. A wrong secret ends the code or the session of that name,
 * so each can be guessed at once only; a name that is not known changes nothing, so nobody can lock others out by guessing.
 * <p>
 * Limits: {@value #MAX_CODES} codes for two minutes and {@value #MAX_SESSIONS} sessions for twelve hours, the oldest of which
 * are dropped for new ones.
 * <p>
 * Thread: the primary's event loop.
 */
public final class ClusterAccess {
    static final long CODE_MILLIS = 120_000;
    static final long SESSION_MILLIS = 12 * 60 * 60 * 1000L;
    static final int MAX_CODES = 16;
    static final int MAX_SESSIONS = 64;
    private static final String BEARER = "Bearer ";
    private static final String CODE = "Code ";
    private static final String SESSION = "Session ";
    private static final int NAME_BYTES = 8;
    private static final int SECRET_BYTES = 20;

    private final String token;
    private final boolean open;
    private final RandomGenerator random;
    private final LongSupplier clock;
    private final Map<String, Secret> codes = new LinkedHashMap<>();
    private final Map<String, Secret> sessions = new LinkedHashMap<>();

    private record Secret(String text, long until) {
    }

    /**
     * @param random cryptographically strong
     * @param clock in milliseconds, that is not set
     */
    public ClusterAccess(PrimarySettings.Pages pages, RandomGenerator random, LongSupplier clock) {
        this.token = pages.token();
        this.open = pages.management() != null;
        this.random = random;
        this.clock = clock;
    }

    /** Returns whether the state needs neither a token nor a session, as the pages are on the management interface. */
    boolean isOpen() {
        return open;
    }

    boolean hasToken() {
        return !token.isEmpty();
    }

    /** Returns whether the client may send commands; the token is compared in constant time. */
    boolean mayCommand(String authorization) {
        return hasToken() && isEqual(BEARER + token, authorization);
    }

    /** Returns whether the client may see the state. */
    boolean maySee(String authorization) {
        return open || mayCommand(authorization) || authorization.startsWith(SESSION)
                && find(sessions, authorization.substring(SESSION.length()));
    }

    /** Returns a new code, with which one browser gets a session. */
    String newCode() {
        return add(codes, MAX_CODES, CODE_MILLIS);
    }

    /** Returns a new session for a code, which is then used; empty if there is no such code any more. */
    Optional<String> exchange(String authorization) {
        String code = authorization.startsWith(CODE) ? authorization.substring(CODE.length()) : "";
        if (!find(codes, code)) {
            return Optional.empty();
        }
        codes.remove(name(code));
        return Optional.of(add(sessions, MAX_SESSIONS, SESSION_MILLIS));
    }

    private String add(Map<String, Secret> to, int most, long lifetime) {
        Iterator<Secret> oldest = to.values().iterator();
        while (to.size() >= most) {
            oldest.next();
            oldest.remove();
        }
        String name = random(NAME_BYTES);
        String secret = random(SECRET_BYTES);
        to.put(name, new Secret(secret, clock.getAsLong() + lifetime));
        return name + "-" + secret;
    }

    private String random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns whether the whole is right and not too old; if it has a name that exists, this was the only guess. */
    private boolean find(Map<String, Secret> from, String whole) {
        String name = name(whole);
        Secret secret = from.get(name);
        if (secret == null) {
            return false;
        }
        boolean right = secret.until() > clock.getAsLong() && isEqual(name + "-" + secret.text(), whole);
        if (!right) {
            from.remove(name);
        }
        return right;
    }

    private static String name(String whole) {
        return whole.substring(0, Math.max(0, whole.indexOf('-')));
    }

    private static boolean isEqual(String expected, String text) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
