package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Set;

/**
 * Which sockets, and how a packet is sent to them.
 *
 * @param rooms the sockets in any of them; all where it is empty
 * @param except but not those in any of these
 * @param local only on this server
 * @param mayDrop a packet may be dropped for those who cannot take it now
 */
public record Selection(Set<String> rooms, Set<String> except, boolean local, boolean mayDrop) {
    public static final Selection ALL = new Selection(Set.of(), Set.of(), false, false);
}
