package io.quarkiverse.socketio.runtime.socketio;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;

/**
 * The clients of one namespace that come back to what they left. Each has a secret, its {@code pid}, which one socket at a time
 * holds: whoever comes with it is that client, whatever became of its former connection.
 * <p>
 * Thread: any.
 */
final class Recovery {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** The client did not want to go, and was not sent away. */
    private static final Set<DisconnectReason> RECOVERABLE = Set.of(DisconnectReason.TRANSPORT_ERROR,
            DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.FORCED_CLOSE, DisconnectReason.PING_TIMEOUT,
            DisconnectReason.SERVER_SHUTTING_DOWN, DisconnectReason.FORCED_SERVER_CLOSE);

    /**
     * A client that is back.
     *
     * @param offset of the last packet it got, as this server says it
     * @param moved whether another server had it
     */
    record Claim(StoredSession session, String offset, boolean moved) {
    }

    private final Adapter adapter;
    private final SessionStore sessions;
    private final Map<String, SocketImpl> holders = new ConcurrentHashMap<>();
    /** What is claimed now, and what waits for the end of that; guarded by itself. */
    private final Map<String, List<Runnable>> claims = new HashMap<>();

    Recovery(Adapter adapter, SessionStore sessions) {
        this.adapter = adapter;
        this.sessions = sessions;
    }

    /**
     * Takes what a client left, if it says who it was. A socket that still has it is ended first.
     *
     * @param traffic told what became of it
     * @param answer called once, on the loop, perhaps before this returns
     */
    void claim(HandshakeImpl handshake, EventLoop loop, Traffic traffic, Consumer<@Nullable Claim> answer) {
        Map<?, ?> auth = auth(handshake);
        if (!(auth.get("pid") instanceof String pid) || !(auth.get("offset") instanceof String offset)) {
            answer.accept(null);
            return;
        }
        claim(pid, offset, loop, claim -> {
            traffic.cameBack(claim == null ? Traffic.Return.NEW
                    : claim.moved() ? Traffic.Return.MOVED : Traffic.Return.RECOVERED);
            answer.accept(claim);
        });
    }

    private void claim(String pid, String offset, EventLoop loop, Consumer<@Nullable Claim> answer) {
        if (!isFirst(pid, () -> loop.execute(() -> claim(pid, offset, loop, answer)))) {
            return;
        }
        if (holders.containsKey(pid)) {
            endHolder(pid, () -> loop.execute(() -> take(pid, offset, loop, answer)));
        } else {
            take(pid, offset, loop, answer);
        }
    }

    /** Whether nobody claims that now; else it is to be done again afterwards. */
    private boolean isFirst(String pid, Runnable again) {
        synchronized (claims) {
            List<Runnable> waiting = claims.putIfAbsent(pid, new ArrayList<>(0));
            if (waiting != null) {
                waiting.add(again);
            }
            return waiting == null;
        }
    }

    private void take(String pid, String offset, EventLoop loop, Consumer<@Nullable Claim> answer) {
        boolean elsewhere = !sessions.holds(pid);
        adapter.claim(pid, offset, session -> loop.run(() -> {
            try {
                answer.accept(session == null ? null : new Claim(session, session.offsetHere(offset), elsewhere));
            } finally {
                end(pid);
            }
        }));
    }

    /** Now somebody holds it, or it is given back, or there is nothing. */
    private void end(String pid) {
        List<Runnable> waiting;
        synchronized (claims) {
            waiting = claims.remove(pid);
        }
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    /** As {@link io.quarkiverse.socketio.runtime.socketio.adapter.AdapterEvents#release}. */
    void release(String pid, BooleanSupplier wanted, Runnable next) {
        synchronized (claims) {
            List<Runnable> waiting = claims.get(pid);
            if (waiting != null) {
                waiting.add(() -> {
                    if (wanted.getAsBoolean()) {
                        release(pid, wanted, next);
                    }
                });
                return;
            }
        }
        endHolder(pid, next);
    }

    private void endHolder(String pid, Runnable next) {
        SocketImpl holder = holders.get(pid);
        if (holder == null) {
            next.run();
            return;
        }
        holder.inLoop(() -> {
            if (isHolder(pid, holder)) { // its connection is one that nobody has told it is cut
                holder.client().close(DisconnectReason.FORCED_SERVER_CLOSE);
            }
            next.run();
        });
    }

    private static Map<?, ?> auth(HandshakeImpl handshake) {
        try {
            return handshake.auth(Map.class);
        } catch (SocketIOException e) { // whether that is a failure is the application's to say
            return Map.of();
        }
    }

    /** For a client that is gone again before it got it. */
    void giveBack(Claim claim) {
        sessions.persist(claim.session());
    }

    /** The part of a new socket in this. */
    Recoverable begin(@Nullable Claim claim) {
        if (claim != null) {
            return new Recoverable(this, claim.session().pid(), claim);
        }
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return new Recoverable(this, Base64.getUrlEncoder().encodeToString(bytes), null);
    }

    Adapter adapter() {
        return adapter;
    }

    SessionStore sessions() {
        return sessions;
    }

    void hold(String pid, SocketImpl socket) {
        holders.put(pid, socket);
    }

    boolean isHolder(String pid, SocketImpl socket) {
        return holders.get(pid) == socket;
    }

    /** A socket ended; after it left its rooms. Who claims it meanwhile finds either the socket or what is left of it. */
    void end(String pid, SocketImpl socket, DisconnectReason reason, @Nullable StoredSession left) {
        if (left != null && RECOVERABLE.contains(reason)) {
            sessions.persist(left);
        }
        holders.remove(pid, socket);
    }

    /** Nobody can come back any more. */
    void close() {
        sessions.close();
    }
}
