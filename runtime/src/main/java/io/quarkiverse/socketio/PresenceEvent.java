package io.quarkiverse.socketio;

/**
 * A user came online, or went offline, on all servers taken together: a CDI event. It needs
 * {@code quarkus.socketio.presence.enabled}, as {@link Presence} does.
 *
 * <pre>{@code
 * void joined(@Observes PresenceEvent.UserJoined event) {
 *     if (event.leader()) {
 *         io.emit("online", event.user());
 *     }
 * }
 * }</pre>
 *
 * The event is fired once in each process: in each worker of each host. In one of them {@link #leader} is true; so what is to
 * be done once, such as a message to all friends or a row in a database, is done there. While a server starts or dies, servers
 * may disagree for a moment, and for a change in this moment no process or several may be the leader.
 * <p>
 * A user who is offline for less than {@code quarkus.socketio.presence.leave-delay} causes no events. When a process starts, it
 * receives no events for the users that are already online. If the connection between hosts is lost, the users of the other
 * hosts leave after {@code quarkus.socketio.presence.lease}, and join when it returns.
 * <p>
 * Thread: observers are called on a worker thread, one event after the other, and may block. While an observer blocks, a user
 * who leaves and joins again may cause no events.
 */
public sealed interface PresenceEvent {

    /** {@return the id of the user} */
    String user();

    /** {@return whether this process is the one that shall act for all} */
    boolean leader();

    /**
     * The first socket of a user was connected.
     *
     * @param user the id of the user
     * @param leader whether this process is the one that shall act for all
     */
    record UserJoined(String user, boolean leader) implements PresenceEvent {
    }

    /**
     * The last socket of a user was disconnected, at least {@code quarkus.socketio.presence.leave-delay} ago.
     *
     * @param user the id of the user
     * @param leader whether this process is the one that shall act for all
     */
    record UserLeft(String user, boolean leader) implements PresenceEvent {
    }
}
