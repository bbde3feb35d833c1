/**
 * The protocol between the primary and a worker, over a Unix socket: {@link LinkMessage}, its encoding {@link LinkCodec}, and
 * the ports of a worker: {@link BusChannel} between servers on different workers, and {@link SessionChannel} for the sessions
 * that the primary keeps. Each frame has a version; an older worker beside a newer primary is a tested case.
 * <p>
 * May import the JDK, Netty's buffer and JBoss Logging; not the channels that carry it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.link;

import org.jspecify.annotations.NullMarked;
