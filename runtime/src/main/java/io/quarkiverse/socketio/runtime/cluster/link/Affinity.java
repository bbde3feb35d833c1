package io.quarkiverse.socketio.runtime.cluster.link;

import org.jspecify.annotations.Nullable;

/**
 * Finds the worker that must serve a request. The cluster does not know what a session is, only this function: the primary
 * calls it for the first request of each connection, the relay of a worker for every later one.
 * <p>
 * Thread: any.
 */
@FunctionalInterface
public interface Affinity {
    int NONE = 0;

    /**
     * Returns the owner of a request.
     *
     * @param target the request target as in the request line: path and query, any input from outside
     * @return the incarnation of the owner, or {@link #NONE} when any worker will do, as for sessions of other hosts
     */
    int ownerOf(CharSequence target);

    /** Returns whether a request may name a session: others are not relayed, and not accepted from those that relay. */
    default boolean mayNameSession(CharSequence target) {
        return true;
    }

    /** Returns the owner of a request if it is on another host; null for all other requests. */
    default @Nullable Remote remoteOwnerOf(CharSequence target) {
        return null;
    }

    /**
     * A worker of another host, as a session id names it.
     *
     * @param host the tag of the host
     * @param incarnation 0 when the application is one process there
     */
    record Remote(String host, int incarnation) {
    }

    /** Returns the id of the session that a request names, for debug lines; empty if it names none that could be one. */
    default String sessionOf(CharSequence target) {
        return "";
    }
}
