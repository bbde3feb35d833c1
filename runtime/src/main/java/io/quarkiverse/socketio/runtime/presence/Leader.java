package io.quarkiverse.socketio.runtime.presence;

import java.util.Set;

/**
 * Chooses one of several servers for a user, so that all servers that know the same servers choose the same one, and few users
 * get another one when a server comes or goes.
 * <p>
 * Thread: any; stateless.
 */
final class Leader {
    private Leader() {
    }

    /** Returns whether a server is the one for a user, among itself and the others. */
    static boolean isLeader(String server, Set<String> others, String user) {
        long own = weight(server, user);
        for (String other : others) {
            long weight = weight(other, user);
            if (weight > own || weight == own && other.compareTo(server) > 0) {
                return false;
            }
        }
        return true;
    }

    /** A hash that is the same in all processes. */
    private static long weight(String server, String user) {
        long hash = (long) server.hashCode() << 32 | user.hashCode() & 0xffff_ffffL;
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL; // the finalizer of MurmurHash3
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
