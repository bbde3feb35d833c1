package io.quarkiverse.socketio.spi;

import java.util.List;

/**
 * Chooses the worker of a connection that names no session.
 * <p>
 * Thread: called on the primary's one event loop, for each new connection; must not block.
 */
@FunctionalInterface
public interface LoadBalancer {
    /**
     * @param ready the workers that take connections, in the order of their seats, never empty
     * @return one of them
     */
    Candidate choose(List<? extends Candidate> ready);

    /** A worker that takes connections. */
    interface Candidate {
        /** Its seat, 1 to the number of workers. */
        int workerId();

        /** The client connections it holds, those on their way to it included. */
        int connections();
    }
}
