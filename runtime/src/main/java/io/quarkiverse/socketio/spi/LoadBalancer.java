package io.quarkiverse.socketio.spi;

import java.util.List;

/**
 * Chooses the worker of a connection that names no session. To use one of your own, name its class:
 *
 * <pre>
 * quarkus.socketio.cluster.load-balancing=com.acme.FirstFit
 *
 * public class FirstFit implements LoadBalancer {
 *     public Candidate choose(List&lt;? extends Candidate&gt; ready, String client) {
 *         return ready.stream().filter(worker -&gt; worker.connections() &lt; 1000).findFirst().orElse(ready.get(0));
 *     }
 * }
 * </pre>
 *
 * The primary, in which no application runs, makes one object of it by its public constructor without arguments: nothing can be
 * injected. When it throws, or chooses no candidate, {@code least-connection} chooses instead.
 * <p>
 * Thread: called on the primary's one event loop, for each new connection; must not block.
 */
@FunctionalInterface
public interface LoadBalancer {
    /**
     * @param ready the workers that take connections, in the order of their seats, never empty. One that has not taken what it
     *        was sent for a second is not among them, unless all have not
     * @param client the client's address as text. On the port for HTTP it is what {@code X-Forwarded-For} or {@code Forwarded}
     *        of a trusted proxy says, where {@code quarkus.http.proxy.proxy-address-forwarding} and
     *        {@code quarkus.http.proxy.trusted-proxies} are set; in all other cases, and with {@code least-connection} and the
     *        like, that of the connection
     * @return one of them
     */
    Candidate choose(List<? extends Candidate> ready, String client);

    /** A worker that takes connections. */
    interface Candidate {
        /** Its seat, 1 to the number of workers. */
        int workerId();

        /** The client connections it holds, those on their way to it included. */
        int connections();
    }
}
