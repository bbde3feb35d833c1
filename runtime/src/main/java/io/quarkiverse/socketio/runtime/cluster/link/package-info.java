/**
 * What the primary and a worker say to each other over a Unix socket: {@link LinkMessage}, its wire form
 * {@link LinkCodec}, and the ports of a worker: {@link BusChannel} on which servers of different workers talk, and
 * {@link SessionChannel} for the sessions that the primary keeps. The wire form starts with a version; an older worker
 * beside a newer primary is a tested case.
 * <p>
 * May import the JDK, Netty's buffer and JBoss Logging; not the channels that carry it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.link;

import org.jspecify.annotations.NullMarked;
