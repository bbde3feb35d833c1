/**
 * Which socket of this server is in which room: {@link RoomIndex}. The sockets are seen only as {@link LocalSocket}. May import
 * {@code packet}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.rooms;

import org.jspecify.annotations.NullMarked;
