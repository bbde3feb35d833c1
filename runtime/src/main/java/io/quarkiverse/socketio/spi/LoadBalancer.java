package io.quarkiverse.socketio.spi;

import java.util.List;

/**
 * A strategy that selects the worker for a connection that belongs to no session yet. It is configured by the name of its
 * class, as in {@code quarkus.socketio.cluster.load-balancing=com.acme.FirstFit}.
 *
 * <pre>{@code
 * public class FirstFit implements LoadBalancer {
 *     @Override
 *     public Candidate choose(List<? extends Candidate> ready, String client) {
 *         for (Candidate worker : ready) {
 *             if (worker.connections() < 1000) {
 *                 return worker;
 *             }
 *         }
 *         return ready.get(0);
 *     }
 * }
 * }</pre>
 *
 * The primary process, in which the application does not run, creates one instance by the public constructor without
 * parameters; nothing can be injected. If {@link #choose choose} throws an exception, or returns something that is not among
 * the candidates, {@code least-connection} selects the worker instead.
 * <p>
 * Thread: called on the single event loop of the primary process, for each new connection; must not block.
 */
@FunctionalInterface
public interface LoadBalancer {

    /**
     * Selects the worker for one connection.
     *
     * @param ready the workers that accept connections, in the order of their ids, never empty. A worker that for a second has
     *        not accepted a connection that was sent to it is not included, unless that is true of all of them
     * @param client the address of the client as text. On the port for HTTP it is the address that a trusted proxy forwards in
     *        {@code X-Forwarded-For} or {@code Forwarded}, if {@code quarkus.http.proxy.proxy-address-forwarding} and
     *        {@code quarkus.http.proxy.trusted-proxies} are set. Otherwise, and always with {@code least-connection} and the
     *        like, it is the address of the connection
     * @return one of the workers
     */
    Candidate choose(List<? extends Candidate> ready, String client);

    /** A worker that accepts connections. */
    interface Candidate {

        /** {@return the id of the worker, from 1 to the number of workers} */
        int workerId();

        /** {@return the number of client connections that the worker has, those on their way to it included} */
        int connections();
    }
}
