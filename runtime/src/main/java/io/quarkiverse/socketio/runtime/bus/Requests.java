package io.quarkiverse.socketio.runtime.bus;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.adapter.Alarm;
import io.quarkiverse.socketio.runtime.socketio.adapter.Answers;
import io.quarkiverse.socketio.runtime.socketio.adapter.Inquiry;
import io.smallrye.mutiny.Uni;

/**
 * The open questions of this server to the others.
 * <p>
 * Thread: any.
 *
 * @param <T> an answer
 */
final class Requests<T> {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Alarm alarm;
    private final Map<String, Inquiry<T>> open = new ConcurrentHashMap<>();

    Requests(Alarm alarm) {
        this.alarm = alarm;
    }

    /** A question that was given its name. */
    record Request<T>(String id, Inquiry<T> inquiry) {
    }

    /**
     * Asks at each subscription.
     *
     * @param servers who is asked
     * @param ask sends the question
     */
    Uni<Answers<T>> ask(Set<String> servers, Duration timeout, Consumer<Request<T>> ask) {
        return Uni.createFrom().emitter(emitter -> {
            // 16 hexadecimal digits, as servers in Node name theirs
            String id = String.format("%016x", RANDOM.nextLong());
            Inquiry<T> inquiry = new Inquiry<>(servers, emitter::complete);
            open.put(id, inquiry);
            inquiry.onEnd(() -> open.remove(id));
            emitter.onTermination(inquiry::end);
            ask.accept(new Request<>(id, inquiry));
            inquiry.start(alarm, timeout);
        });
    }

    /** The open question of that name. */
    @Nullable
    Inquiry<T> find(String id) {
        return open.get(id);
    }

    /** Nobody waits for a server that is gone. */
    void onlyFrom(Set<String> servers) {
        open.values().forEach(inquiry -> inquiry.onlyFrom(servers));
    }

    /** How many there are; for tests. */
    int size() {
        return open.size();
    }
}
