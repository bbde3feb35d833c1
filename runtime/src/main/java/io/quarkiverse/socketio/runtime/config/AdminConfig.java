package io.quarkiverse.socketio.runtime.config;

import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.smallrye.config.WithDefault;

/** The namespace for Socket.IO's Admin UI, npm {@code @socket.io/admin-ui}. */
public interface AdminConfig {

    /** Whether there is a namespace for administrators, who connect with the Admin UI. Requires {@code admin.auth}. */
    @WithDefault("false")
    boolean enabled();

    /** The name of the namespace. The application must not have one of that name. */
    @WithDefault("/admin")
    String namespace();

    /**
     * What administrators see. {@code development}: each socket with its handshake and data, its rooms, and each event with its
     * arguments; while an administrator is connected, each event received, and each event sent to one client, costs another
     * broadcast. {@code production}: the numbers of servers, clients, namespaces and bytes only.
     */
    @WithDefault("development")
    Mode mode();

    /** Whether administrators can only look: not disconnect clients, change rooms, or send events. */
    @WithDefault("false")
    boolean readOnly();

    /**
     * Who is admitted; there is no default. {@code basic}: who knows {@code admin.username} and {@code admin.password}.
     * {@code none}: everybody who can connect to the server.
     */
    Optional<Auth> auth();

    /** The name of the user who is admitted. */
    Optional<String> username();

    /**
     * The bcrypt hash of the user's password, which begins with {@code $2a$}, {@code $2b$} or {@code $2y$}. Administrators
     * return with a session id that is signed with a key made of the hash: keep the hash as secret as a password. A new hash
     * ends all sessions.
     */
    Optional<String> password();

    /**
     * The name of this server in the Admin UI, in a cluster followed by {@code #} and the process id of each worker. Must differ
     * between hosts.
     */
    @ConfigDocDefault("the name of the machine")
    Optional<String> serverId();

    /** What administrators see. */
    enum Mode {
        DEVELOPMENT,
        PRODUCTION
    }

    /** Who is admitted. */
    enum Auth {
        BASIC,
        NONE
    }
}
