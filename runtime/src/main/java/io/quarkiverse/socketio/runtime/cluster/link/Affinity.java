package io.quarkiverse.socketio.runtime.cluster.link;

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
     * @return the incarnation of the owner, or {@link #NONE} when any worker will do
     */
    int ownerOf(CharSequence target);

    /** Returns the id of the session that a request names, for debug lines; empty if it names none that could be one. */
    default String sessionOf(CharSequence target) {
        return "";
    }
}
