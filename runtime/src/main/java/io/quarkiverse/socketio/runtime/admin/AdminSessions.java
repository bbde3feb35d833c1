package io.quarkiverse.socketio.runtime.admin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The session ids with which administrators return without a password, for instance when they reload the page. An id is the
 * time when it expires and an HMAC of that time and the user, whose key is derived from the password's hash. So each worker of
 * each host, which have the same configuration, can check the ids of all others: nothing is stored, replicated or lost with a
 * worker, clients cannot make the server hold anything, and a new password ends all sessions. What this cannot do is to end
 * a single session. Who knows the hash can make ids, so the hash is as secret as a password.
 * <p>
 * Thread: any; immutable.
 */
final class AdminSessions {
    static final Duration LIFETIME = Duration.ofDays(1);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int TIME_BYTES = Long.BYTES;
    private static final int ID_LENGTH = 2 * (TIME_BYTES + 32);

    private final byte[] user;
    private final SecretKeySpec key;

    AdminSessions(AdminCredentials credentials) {
        this.user = credentials.username().getBytes(StandardCharsets.UTF_8);
        SecretKeySpec hash = new SecretKeySpec(credentials.passwordHash().getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.key = new SecretKeySpec(
                hmac(hash, "quarkus.socketio.admin sessions".getBytes(StandardCharsets.UTF_8), new byte[0]), ALGORITHM);
    }

    String create(Instant now) {
        byte[] time = ByteBuffer.allocate(TIME_BYTES).putLong(now.plus(LIFETIME).getEpochSecond()).array();
        return HexFormat.of().formatHex(time) + HexFormat.of().formatHex(hmac(key, time, user));
    }

    /** Returns whether an id, which may come from anybody, was created here or by another server, and has not expired. */
    boolean isValid(String id, Instant now) {
        if (id.length() != ID_LENGTH || !id.chars().allMatch(HexFormat::isHexDigit)) {
            return false;
        }
        byte[] bytes = HexFormat.of().parseHex(id);
        byte[] time = Arrays.copyOf(bytes, TIME_BYTES);
        byte[] expected = hmac(key, time, user);
        return MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, TIME_BYTES, bytes.length))
                && ByteBuffer.wrap(time).getLong() > now.getEpochSecond();
    }

    private static byte[] hmac(SecretKeySpec key, byte[] first, byte[] second) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(first);
            return mac.doFinal(second);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("[BUG] each JDK has " + ALGORITHM, e);
        }
    }
}
