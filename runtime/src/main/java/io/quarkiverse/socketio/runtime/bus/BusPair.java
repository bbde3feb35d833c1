package io.quarkiverse.socketio.runtime.bus;

import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * A bus that joins one between the servers of this host with one between hosts. Each server is on both, with the same name, from
 * which its host is known.
 * <p>
 * Thread: any.
 */
abstract class BusPair implements Bus {
    final Bus local;
    final Bus remote;
    final Predicate<String> onThisHost;

    /**
     * @param local connects the servers of this host
     * @param remote connects the servers of all hosts
     * @param onThisHost whether a server of that name is on this host
     */
    BusPair(Bus local, Bus remote, Predicate<String> onThisHost) {
        this.local = local;
        this.remote = remote;
        this.onThisHost = onThisHost;
    }

    /** Returns the bus over which that server receives what is sent to it alone. */
    final Bus busOf(String server) {
        return onThisHost.test(server) ? local : remote;
    }

    @Override
    public final CompletionStage<Integer> countUnlisted(String namespace) {
        return remote.countUnlisted(namespace);
    }

    @Override
    public final String label(String server) {
        return busOf(server).label(server);
    }

    @Override
    public final int partBytes(String server) {
        return busOf(server).partBytes(server);
    }

    @Override
    public final String describe(int peers) {
        return local.describe(peers) + "; " + remote.describe(0);
    }

    @Override
    public final boolean isConnected() {
        return local.isConnected() && remote.isConnected();
    }
}
