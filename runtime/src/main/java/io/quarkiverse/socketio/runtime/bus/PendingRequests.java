package io.quarkiverse.socketio.runtime.bus;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Answer;
import io.quarkiverse.socketio.runtime.socketio.adapter.ResponseCollector;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.smallrye.mutiny.Uni;

/**
 * The open questions of this server to the others, whatever they are about: an answer names its question.
 * <p>
 * Thread: any.
 */
final class PendingRequests {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Scheduler alarm;
    private final Map<String, Request<?>> open = new ConcurrentHashMap<>();

    PendingRequests(Scheduler alarm) {
        this.alarm = alarm;
    }

    /**
     * A question that was given its name.
     *
     * @param type of what is collected
     */
    record Request<T>(String id, Class<T> type, ResponseCollector<T> inquiry) {

        /** The answer as one to this question; {@code null} if it is one to a question of another type. */
        @SuppressWarnings("unchecked") // what both collect is compared
        private @Nullable Answer<T> own(Answer<?> answer) {
            return answer.type() == type ? (Answer<T>) answer : null;
        }

        private void take(String from, Answer<?> answer) {
            Answer<T> own = own(answer);
            if (own != null) {
                own.addTo(inquiry, from);
            }
        }
    }

    /**
     * Asks at each subscription.
     *
     * @param type of what is collected
     * @param servers who is asked
     * @param ask sends the question
     */
    <T> Uni<Responses<T>> ask(Class<T> type, Set<String> servers, Duration timeout, Consumer<Request<T>> ask) {
        return Uni.createFrom().emitter(emitter -> {
            // 16 hexadecimal digits, as servers in Node name theirs
            String id = String.format("%016x", RANDOM.nextLong());
            ResponseCollector<T> inquiry = new ResponseCollector<>(servers, emitter::complete);
            Request<T> request = new Request<>(id, type, inquiry);
            open.put(id, request);
            inquiry.onEnd(() -> open.remove(id));
            emitter.onTermination(inquiry::end);
            ask.accept(request);
            inquiry.start(alarm, timeout);
        });
    }

    /** What another server answered; too late, where there is no question any more. */
    void onAnswer(String from, Answer<?> answer) {
        Request<?> request = open.get(answer.request());
        if (request != null) {
            request.take(from, answer);
        }
    }

    /** Nobody waits for a server that is gone. */
    void onlyFrom(Set<String> servers) {
        open.values().forEach(request -> request.inquiry().onlyFrom(servers));
    }

    /** How many there are; for tests. */
    int size() {
        return open.size();
    }
}
