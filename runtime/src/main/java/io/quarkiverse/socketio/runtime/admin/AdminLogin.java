package io.quarkiverse.socketio.runtime.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.ConnectionLimiter;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SessionConnection;

/**
 * Admits administrators by a session id, or by user name and password. The password of an unknown user is checked too, so that
 * the time of the answer does not tell which users there are; one check at a time bounds the processor time that attackers can
 * use up. Of each address one login waits or is checked, so that one that guesses does not keep out administrators elsewhere.
 * <p>
 * Thread: any.
 */
final class AdminLogin implements Middleware {
    private static final Logger LOG = Logger.getLogger(AdminLogin.class);
    private static final LogLimiter REFUSALS = new LogLimiter(10);
    /** The admin UI opens its login form for exactly this text. */
    static final String REFUSAL = "invalid credentials";

    private final AdminCredentials credentials;
    private final PasswordHash hash;
    private final AdminSessions sessions;
    private final InstantSource clock;
    private final Predicate<Runnable> checks;
    /** The addresses of which a login waits or is checked: no more than there may be checks. */
    private final Set<String> checking = ConcurrentHashMap.newKeySet();

    /** @param checks runs an action on a thread that may block, or returns {@code false} if too many wait */
    AdminLogin(AdminCredentials credentials, InstantSource clock, Predicate<Runnable> checks) {
        this.credentials = credentials;
        this.hash = new PasswordHash(credentials.passwordHash());
        this.sessions = new AdminSessions(credentials);
        this.clock = clock;
        this.checks = checks;
    }

    @Override
    public ExecutionMode mode() {
        return ExecutionMode.EVENT_LOOP;
    }

    /** What a client sends to log in; other values than text count as missing. */
    private record Payload(@Nullable String session, @Nullable String username, @Nullable String password) {

        static Payload of(Handshake handshake) {
            Map<?, ?> auth;
            try {
                auth = handshake.auth(Map.class);
            } catch (SocketIOException e) { // no object
                auth = Map.of();
            }
            return new Payload(text(auth, "sessionId"), text(auth, "username"), text(auth, "password"));
        }

        private static @Nullable String text(Map<?, ?> auth, String name) {
            return auth.get(name) instanceof String text ? text : null;
        }
    }

    private boolean hasSession(Payload payload) {
        return payload.session != null && sessions.isValid(payload.session, clock.instant());
    }

    @Override
    public void check(Invocation call, Consumer<@Nullable Throwable> answer) {
        Socket socket = call.socket();
        Payload payload = Payload.of(socket.handshake());
        String address = socket.conn().remoteAddress();
        if (hasSession(payload)) {
            answer.accept(null);
        } else if (payload.username == null || payload.password == null) {
            answer.accept(refusal());
        } else {
            check(address, unlessClosed(socket, () -> checkPassword(payload.username, payload.password, address, answer)),
                    answer);
        }
    }

    private void check(String address, Runnable password, Consumer<@Nullable Throwable> answer) {
        String source = ConnectionLimiter.sourceOf(address);
        boolean first = checking.add(source);
        if (first && checks.test(() -> {
            try {
                password.run();
            } finally {
                checking.remove(source);
            }
        })) {
            return;
        }
        if (first) {
            checking.remove(source);
        }
        REFUSALS.logf(LOG, Logger.Level.INFO, null, "A login of an administrator from %s is refused: %s", address,
                first ? "too many others wait" : "another one from there waits");
        answer.accept(refusal());
    }

    /** A client that is gone must not cost the time of a check. */
    private static Runnable unlessClosed(Socket socket, Runnable check) {
        return () -> {
            if (!(socket.conn() instanceof SessionConnection connection && connection.isClosed())) {
                check.run();
            }
        };
    }

    private void checkPassword(String username, String password, String address, Consumer<@Nullable Throwable> answer) {
        boolean known = MessageDigest.isEqual(username.getBytes(StandardCharsets.UTF_8),
                credentials.username().getBytes(StandardCharsets.UTF_8));
        if (hash.matches(password) && known) {
            answer.accept(null);
        } else {
            REFUSALS.logf(LOG, Logger.Level.INFO, null, "A login of an administrator from %s is refused: invalid credentials",
                    address);
            answer.accept(refusal());
        }
    }

    private static ConnectErrorException refusal() {
        return new ConnectErrorException(REFUSAL);
    }

    /** Returns a session id for an administrator who was admitted; {@code null} for one who has a session already. */
    @Nullable
    String newSession(Handshake handshake) {
        return hasSession(Payload.of(handshake)) ? null : sessions.create(clock.instant());
    }
}
