package io.quarkiverse.socketio.runtime.admin;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;

/**
 * A password's hash by bcrypt.
 * <p>
 * Thread: any; immutable; {@link #matches} takes about 100 ms of processor time, so not on an event loop.
 */
public final class PasswordHash {
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");

    private final byte[] hash;

    PasswordHash(String hash) {
        this.hash = hash.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns whether a text is in the form of such a hash: {@code $2a$}, {@code $2b$} or {@code $2y$}, cost, salt, hash. */
    public static boolean isValid(String hash) {
        return FORM.matcher(hash).matches();
    }

    /** Returns whether this is the hash of a password, of which bcrypt uses the first 72 bytes of UTF-8. */
    boolean matches(String password) {
        BCrypt.Version version = switch (hash[2]) {
            case 'a' -> BCrypt.Version.VERSION_2A;
            case 'b' -> BCrypt.Version.VERSION_2B;
            default -> BCrypt.Version.VERSION_2Y;
        };
        return BCrypt.verifyer(version, LongPasswordStrategies.truncate(version))
                .verify(password.getBytes(StandardCharsets.UTF_8), hash).verified;
    }
}
