/**
 * The worker's side of the cluster: the link to the primary, the connections that are handed over, and the exit when the
 * primary is gone. Entry: {@link WorkerAgent}.
 * <p>
 * May import {@code link}, {@code handoff}, the {@code cluster} API and Netty's transports; not {@code primary}, CDI, Quarkus
 * or Vert.x.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.worker;

import org.jspecify.annotations.NullMarked;
