package io.quarkiverse.socketio.runtime.quarkus.presence;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Presence;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.presence.PresenceIndex;
import io.quarkiverse.socketio.runtime.presence.PresenceServer;
import io.quarkiverse.socketio.runtime.presence.ServerInfo;
import io.quarkiverse.socketio.runtime.presence.UserEntry;
import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.UserRooms;
import io.smallrye.mutiny.Uni;

/**
 * The {@link Presence} of the application: reads the index of this process, and sends to the rooms of users. Depends on no bean
 * of the application, as all of these may have it injected.
 * <p>
 * Thread: any; immutable.
 */
@Singleton
@Typed(Presence.class)
public class PresenceImpl implements Presence {
    private final PresenceServer presence;
    private final PresenceIndex index;
    private final ServerImpl server;
    private final int maxListed;
    /** The names of the application's namespaces, but not of those that clients asked for. */
    private final Collection<String> ownNamespaces = new CopyOnWriteArrayList<>();

    PresenceImpl(PresenceServer presence, ServerImpl server, SocketIOConfig config) {
        this.presence = presence;
        this.index = presence.index();
        this.server = server;
        this.maxListed = config.presence().listedSockets();
        server.onOwnNamespace(ownNamespaces::add);
    }

    @Override
    public Uni<Boolean> isOnline(String user) {
        return Uni.createFrom().item(() -> index.contains(named(user)));
    }

    private static String named(@Nullable String user) {
        return Objects.requireNonNull(user, "The name of a user must not be null");
    }

    @Override
    public Uni<@Nullable OnlineUser> find(String user) {
        return Uni.createFrom().item(() -> {
            UserEntry entry = index.find(named(user));
            return entry == null ? null : online(user, entry);
        });
    }

    @Override
    public Uni<Page> list(@Nullable String after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " users, not " + limit);
        }
        return Uni.createFrom().item(() -> {
            List<PresenceIndex.User> found = index.list(after, limit + 1);
            List<OnlineUser> users = found.stream().limit(limit).map(user -> online(user.id(), user.entry())).toList();
            return new Page(users, found.size() > limit ? users.get(limit - 1).id() : null);
        });
    }

    @Override
    public Uni<Long> count() {
        return Uni.createFrom().item(index::size);
    }

    private OnlineUser online(String user, UserEntry entry) {
        return new OnlineUser(user, Instant.ofEpochMilli(entry.since()), entry.sockets(),
                entry.listed(maxListed).stream().map(PresenceImpl::socket).toList());
    }

    private static UserSocket socket(UserEntry.Located located) {
        int worker = located.server().worker();
        return new UserSocket(located.server().host(), worker == 0 ? OptionalInt.empty() : OptionalInt.of(worker),
                located.socket().namespace(), located.socket().id(), Instant.ofEpochMilli(located.socket().since()));
    }

    @Override
    public void sendToUser(String user, String event, Object... args) {
        Map<String, ServerInfo> elsewhere = new HashMap<>();
        UserEntry entry = index.find(named(user));
        if (entry != null) {
            entry.listed(Integer.MAX_VALUE)
                    .forEach(located -> elsewhere.putIfAbsent(located.socket().namespace(), located.server()));
        }
        // always, as this server may not know of a new socket yet
        ownNamespaces.forEach(name -> elsewhere.remove(name));
        ownNamespaces.forEach(name -> server.of(name).to(room(user)).emit(event, args));
        elsewhere.forEach((name, owner) -> emit(owner, name, user, server.encodeEvent(name, event, args)));
    }

    /** Emits in a namespace that some client created, here or elsewhere; it is not created because another server names it. */
    private void emit(ServerInfo owner, String name, String user, EncodedPacket event) {
        NamespaceImpl namespace = server.find(name);
        if (namespace != null) {
            namespace.emitToUser(user, event);
        } else {
            presence.emit(owner, user, name, EventBytes.of(event));
        }
    }

    @Override
    public String room(String user) {
        return UserRooms.handle(user);
    }
}
