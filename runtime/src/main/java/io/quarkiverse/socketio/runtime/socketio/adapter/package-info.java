/**
 * Rooms, and what is done to many sockets at once. {@link Adapter} is the port; {@link LocalAdapter} knows the sockets of this
 * server, {@link RoomIndex} who is in which room. The sockets are seen only as {@link LocalSocket}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.adapter;

import org.jspecify.annotations.NullMarked;
