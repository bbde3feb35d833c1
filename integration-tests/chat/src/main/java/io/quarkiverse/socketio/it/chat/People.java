package io.quarkiverse.socketio.it.chat;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.logging.Log;

/**
 * Shows which user is in which room, on all workers. No list is kept: a worker that changes something notifies all workers, and
 * each fetches the sockets and informs its own tabs.
 */
@Singleton
class People {
    private static final String CHANGED = "people-changed";
    private static final int LONGEST_NAME = 24;

    @Inject
    SocketIOServer io;

    @Inject
    Broadcaster broadcaster;

    private final AtomicInteger changes = new AtomicInteger();

    record Person(String id, String name, String room, int worker) {
        static Optional<Person> of(RemoteSocket socket) {
            return socket.rooms().stream().filter(Room::isRoom).findFirst().map(room -> new Person(socket.id(),
                    (String) socket.data().get("name"), room, ((Number) socket.data().get("worker")).intValue()));
        }
    }

    static String name(String wished) {
        String name = wished == null ? "" : wished.strip();
        return name.isEmpty() ? "guest" : name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    /** Called when a user enters or leaves a room. */
    void changed() {
        broadcaster.publish(CHANGED);
    }

    /** Changes during a fetch are answered together by one more fetch. */
    @OnBroadcast(CHANGED)
    void refresh() {
        if (changes.getAndIncrement() == 0) {
            notifyWorkers();
        }
    }

    private void notifyWorkers() {
        int counted = changes.get();
        io.of("/chat").fetchSockets().invoke(this::show).onTermination().invoke(() -> again(counted))
                .subscribe().with(shown -> Log.debugf("%d are there", shown.size()),
                        failure -> Log.warnf("The list of people is not complete: %s", failure.getMessage()));
    }

    private void again(int counted) {
        if (changes.addAndGet(-counted) > 0) {
            notifyWorkers();
        }
    }

    private void show(List<RemoteSocket> sockets) {
        List<Person> people = sockets.stream().flatMap(socket -> Person.of(socket).stream())
                .sorted(Comparator.comparing(Person::name).thenComparing(Person::id)).toList();
        io.of("/chat").local().emit("people", people);
    }
}
