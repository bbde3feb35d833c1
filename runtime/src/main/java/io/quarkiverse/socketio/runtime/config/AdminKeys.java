package io.quarkiverse.socketio.runtime.config;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.admin.AdminCredentials;
import io.quarkiverse.socketio.runtime.admin.PasswordHash;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Checks the keys of the administration, as far as that is possible without the application. Nobody is admitted who was not
 * chosen explicitly.
 * <p>
 * Thread: any; stateless.
 */
public final class AdminKeys {
    public static final String PREFIX = "quarkus.socketio.admin.";

    private AdminKeys() {
    }

    /**
     * Returns who is admitted; {@code null} for everybody.
     *
     * @throws ConfigurationException if a key is missing or has no valid value; the message names the cure, but no password
     */
    public static @Nullable AdminCredentials read(AdminConfig config) {
        if (!config.namespace().matches("/[^,?]+")) {
            throw new ConfigurationException(PREFIX + "namespace is \"" + config.namespace()
                    + "\": set it to a name other than the main namespace that begins with a slash, such as /admin");
        }
        AdminConfig.Auth auth = config.auth().orElseThrow(() -> new ConfigurationException(PREFIX + "enabled requires " + PREFIX
                + "auth: set it to basic, with " + PREFIX + "username and " + PREFIX
                + "password, or to none to admit everybody who can connect"));
        if (auth == AdminConfig.Auth.NONE) {
            return null;
        }
        String username = required(config.username(), "username", "the name of the user");
        String password = required(config.password(), "password", "the bcrypt hash of the user's password");
        if (!PasswordHash.isValid(password)) {
            throw new ConfigurationException(PREFIX + "password is no bcrypt hash, which begins with $2a$, $2b$ or $2y$ and has"
                    + " 60 characters: set it to the hash of the password, for instance of htpasswd -nBC 10 " + username
                    + "; in a shell, enclose it in single quotes");
        }
        return new AdminCredentials(username, password);
    }

    private static String required(Optional<String> value, String key, String what) {
        return value.orElseThrow(
                () -> new ConfigurationException(PREFIX + "auth=basic requires " + PREFIX + key + ": set it to " + what));
    }
}
