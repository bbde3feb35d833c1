/** The control channel between a worker and the primary. Imports only the JDK, Netty's buffers and jboss-logging. */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.link;

import org.jspecify.annotations.NullMarked;
