/**
 * The shared port: accepts a connection ({@link Acceptor}), looks at the head of its first request ({@link RequestPeek}) and
 * hands it to a worker of the {@link WorkerPool}, which the request's session or a balancer chooses.
 * <p>
 * May import {@code link}, {@code handoff}, {@code spi} and Netty's transports.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.dispatch;

import org.jspecify.annotations.NullMarked;
