/**
 * The primary: owns the port, launches the workers and looks after them. {@link WorkerTable} decides, purely and with time
 * as a parameter; {@link Supervisor} acts. Entry: {@link PrimaryMain}.
 * <p>
 * May import the other {@code cluster} packages but {@code worker}, and Netty's transports; not CDI, configuration, Quarkus or
 * Vert.x.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.primary;

import org.jspecify.annotations.NullMarked;
