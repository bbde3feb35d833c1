package io.quarkiverse.socketio.runtime.admin;

/**
 * The user who may log in. Thread: any; immutable.
 *
 * @param passwordHash in the form that {@link PasswordHash#isValid} accepts
 */
public record AdminCredentials(String username, String passwordHash) {

    /** Without the hash, which must not appear in log lines. */
    @Override
    public String toString() {
        return "AdminCredentials[" + username + "]";
    }
}
