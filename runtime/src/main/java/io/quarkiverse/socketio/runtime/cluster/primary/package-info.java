/**
 * The primary process: owns the ports, and the links to the workers. {@link Supervisor} performs what the worker table of
 * {@code supervision} decides. Entry: {@link PrimaryMain}.
 * <p>
 * May import the other {@code cluster} packages but {@code worker}, and Netty's transports; not CDI, configuration, Quarkus or
 * Vert.x.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.primary;

import org.jspecify.annotations.NullMarked;
