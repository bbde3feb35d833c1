/**
 * Accepts connections on the shared port ({@link Acceptor}), reads the head of the first request ({@link RequestPeek}) and
 * hands the connection over to a worker of the {@link WorkerPool}, which owns the request's session or is chosen by a balancer.
 * <p>
 * May import {@code link}, {@code handoff}, {@code spi} and Netty's transports.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.dispatch;

import org.jspecify.annotations.NullMarked;
