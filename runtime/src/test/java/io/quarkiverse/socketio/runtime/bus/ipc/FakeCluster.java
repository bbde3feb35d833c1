package io.quarkiverse.socketio.runtime.bus.ipc;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;

/** The link of several workers, each with its own thread, through a primary in memory that sequences frames. Thread: any. */
final class FakeCluster {
    private static final String EPOCH = "epoch-1";
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private final Set<Integer> members = new TreeSet<>();
    private long place;

    synchronized BusChannel join() {
        Link link = new Link(links.size() + 1);
        links.put(link.self, link);
        return link;
    }

    private synchronized void member(int incarnation, boolean present) {
        if (present) {
            members.add(incarnation);
        } else {
            members.remove(incarnation);
        }
        for (Link link : links.values()) {
            Set<Integer> others = new TreeSet<>(members);
            others.remove(link.self);
            link.run(listener -> listener.onMembers(others));
        }
    }

    /** Waits until all frames have arrived. */
    void settle() {
        try {
            for (int round = 0; round < 8; round++) {
                for (Link link : links.values()) {
                    link.loop.submit(() -> {
                    }).get();
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    void stop() {
        links.values().forEach(link -> link.loop.shutdownNow());
    }

    private final class Link implements BusChannel {
        private final ExecutorService loop = Executors.newSingleThreadExecutor();
        private final int self;
        private volatile @Nullable Listener listener;

        Link(int self) {
            this.self = self;
        }

        private void run(Consumer<BusChannel.Listener> call) {
            loop.execute(() -> {
                Listener present = listener;
                if (present != null) {
                    call.accept(present);
                }
            });
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public boolean isConnected() {
            return links.containsValue(this);
        }

        @Override
        public void send(int to, byte[] body) {
            for (Link link : links.values()) {
                if (link.self != self && (to == ALL || to == link.self)) {
                    link.run(listener -> listener.onFrame(self, body));
                }
            }
        }

        @Override
        public boolean sequence(byte[] body) {
            synchronized (FakeCluster.this) {
                long next = ++place;
                links.values().forEach(link -> link.run(listener -> {
                    if (link == this) {
                        listener.onPlaced(next);
                    } else {
                        listener.onSequenced(next, self, body);
                    }
                }));
                return true;
            }
        }

        @Override
        public void listen(Listener only) {
            synchronized (FakeCluster.this) {
                long start = place;
                listener = only;
                run(listener -> listener.onStart(EPOCH, start));
                member(self, true);
            }
        }
    }

    /** Removes a worker, as if its process had died. */
    void kill(int incarnation) {
        member(incarnation, false);
    }
}
