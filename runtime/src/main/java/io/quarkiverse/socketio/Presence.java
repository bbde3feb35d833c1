package io.quarkiverse.socketio;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/**
 * The users that are connected to any server: in this process, in the other workers of this host, and on other hosts that are
 * connected over Redis. Inject it into any bean; {@code quarkus.socketio.presence.enabled} must be set when the application is
 * built.
 *
 * <pre>{@code
 * @Inject
 * Presence presence;
 *
 * Uni<String> invite(String user, String game) {
 *     presence.sendToUser(user, "invited", game);
 *     return presence.isOnline(user).map(online -> online ? "invited" : "will see it later");
 * }
 * }</pre>
 *
 * The id of a user is the name of the principal that Quarkus' security found for a socket, or what a
 * {@link io.quarkiverse.socketio.spi.UserIdProvider UserIdProvider} of the application returns. Sockets without an id, such as
 * those of anonymous clients, do not count. A user is online while at least one of the user's sockets is connected, in any
 * namespace.
 * <p>
 * A change is seen at once by the process of the socket, within moments by the other processes, and after at most
 * {@code quarkus.socketio.presence.lease} if a host has died. Joins and leaves are CDI events: {@link PresenceEvent}.
 * <p>
 * Thread: any. The {@code Uni} is completed on the thread that subscribes.
 */
public interface Presence {

    /** The most users in a {@link Page}. */
    int MAX_PAGE = 1000;

    /**
     * Returns whether a user is online.
     *
     * @param user the id of the user
     * @return whether a socket of the user is connected to any server
     */
    Uni<Boolean> isOnline(String user);

    /**
     * Returns where a user is connected.
     *
     * <pre>{@code
     * presence.find("alice").subscribe().with(alice -> {
     *     if (alice != null) {
     *         Log.infof("%d sockets since %s, one on %s", alice.socketCount(), alice.since(), alice.sockets().get(0).host());
     *     }
     * });
     * }</pre>
     *
     * @param user the id of the user
     * @return the user; {@code null} if the user is not online
     */
    Uni<@Nullable OnlineUser> find(String user);

    /**
     * Returns users that are online, in the order of their ids. Users who join or leave while the pages are read may be
     * missing; all others are in exactly one page.
     *
     * <pre>{@code
     * Uni<Void> printFrom(String after) {
     *     return presence.list(after, 100).chain(page -> {
     *         page.users().forEach(user -> Log.info(user.id()));
     *         return page.next() == null ? Uni.createFrom().voidItem() : printFrom(page.next());
     *     });
     * }
     * }</pre>
     *
     * @param after the {@link Page#next} of the page before; {@code null} for the first page
     * @param limit how many users at most; 1 to {@value #MAX_PAGE}
     * @return the page
     * @throws IllegalArgumentException if the limit is out of range
     */
    Uni<Page> list(@Nullable String after, int limit);

    /** {@return the number of users that are online} */
    Uni<Long> count();

    /**
     * Sends an event to all sockets of a user, on all servers and in all namespaces. There is no error if the user is not
     * online. The same as {@code io.of(namespace).to(presence.room(user)).emit(event, args)} for each namespace of the
     * application, and for each that clients created and in which the user is known to be.
     *
     * @param user the id of the user
     * @param event the name of the event
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @throws SocketIOException if an argument cannot be serialised, or the name is reserved; nothing was sent then
     */
    void sendToUser(String user, String event, Object... args);

    /**
     * Returns the room that the sockets of a user are in, in each namespace, for what {@link #sendToUser sendToUser} does not
     * offer:
     *
     * <pre>{@code
     * io.of("/chat").to(presence.room("alice")).emitWithAck("seen?", 7)
     *         .subscribe().with(answers -> Log.infof("%d sockets of alice", answers.size()));
     * }</pre>
     *
     * The application cannot make a socket join or leave such a room, and selects it by what this method returns alone: no client
     * can name the room of another user. It is valid in this process, as long as it runs, and is not the name that
     * {@link Socket#rooms Socket.rooms} has.
     *
     * @param user the id of the user
     * @return what selects the room, in {@code to}, {@code in}, {@code except} and {@link Namespace#sockets(String) sockets}
     */
    String room(String user);

    /**
     * A user who is online.
     *
     * @param id the id of the user
     * @param since when the socket that is connected for the longest time was connected
     * @param socketCount the number of the user's sockets
     * @param sockets the sockets; no more than {@code quarkus.socketio.presence.listed-sockets} of them
     */
    record OnlineUser(String id, Instant since, int socketCount, List<UserSocket> sockets) {
    }

    /**
     * A socket of a user.
     *
     * @param host the name of the host, as in the affinity cookie
     * @param worker the id of the worker; empty if the application on that host is one process
     * @param namespace the name of the namespace
     * @param socketId the id of the socket
     * @param since when it was connected, by the clock of its host
     */
    record UserSocket(String host, OptionalInt worker, String namespace, String socketId, Instant since) {
    }

    /**
     * Some of the users that are online.
     *
     * @param users the users, in the order of their ids
     * @param next to be passed to {@link Presence#list Presence.list} for the next page; {@code null} if this is the last one
     */
    record Page(List<OnlineUser> users, @Nullable String next) {
    }
}
