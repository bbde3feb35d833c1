package io.quarkiverse.socketio.runtime.bus;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Response;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.ResponseCollector;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.socketio.rooms.HeldAnswers;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.smallrye.mutiny.Uni;

/**
 * The requests of this server to the others that are not completed. Each response contains the id of its request.
 * <p>
 * Thread: any.
 */
final class PendingRequests {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Scheduler scheduler;
    private final UnaryOperator<String> labels;
    private volatile MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE, () -> 0);
    private final Map<String, Request<?>> pending = new ConcurrentHashMap<>();

    /** @param labels of servers, for those whose responses are missing */
    PendingRequests(Scheduler scheduler, UnaryOperator<String> labels) {
        this.scheduler = scheduler;
        this.labels = labels;
    }

    /** Charges what other servers respond to a budget; to be called before the first request. */
    void charge(MemoryBudget responses) {
        budget = responses;
    }

    /**
     * A request with its id.
     *
     * @param type of the values that are collected
     * @param held the responses of the other servers
     */
    record Request<T>(String id, Class<T> type, ResponseCollector<T> collector, HeldAnswers held) {

        /** Casts a response; {@code null} if it is one to a request of another type. */
        @SuppressWarnings("unchecked") // the types are compared
        private @Nullable Response<T> cast(Response<?> response) {
            return response.type() == type ? (Response<T>) response : null;
        }

        private void add(String from, Response<?> response) {
            Response<T> own = cast(response);
            if (own != null) {
                collector.hold(held, own.bytes());
                own.addTo(collector, from);
            }
        }
    }

    /**
     * Sends a request at each subscription, and collects the responses.
     *
     * @param type of the values that are collected
     * @param servers those that are asked
     * @param send sends the request
     */
    <T> Uni<Responses<T>> ask(Class<T> type, Set<String> servers, Duration timeout, Consumer<Request<T>> send) {
        return Uni.createFrom().<Responses<T>> emitter(emitter -> {
            // 16 hexadecimal digits, as Node's adapters name theirs
            String id = String.format("%016x", RANDOM.nextLong());
            ResponseCollector<T> collector = new ResponseCollector<>(servers, emitter);
            HeldAnswers held = new HeldAnswers(budget::open, task -> scheduler.schedule(Duration.ZERO, task), () -> {
            });
            Request<T> request = new Request<>(id, type, collector, held);
            pending.put(id, request);
            collector.onComplete(() -> {
                pending.remove(id);
                held.close();
            });
            emitter.onTermination(collector::complete);
            send.accept(request);
            collector.start(scheduler, timeout);
        }).map(responses -> responses.withLabels(labels));
    }

    /** Adds a response of another server; ignored if its request is completed. */
    void onResponse(String from, Response<?> response) {
        Request<?> request = pending.get(response.request());
        if (request != null) {
            request.add(from, response);
        }
    }

    /** Stops waiting for servers that are not listed. */
    void retainServers(Set<String> servers) {
        pending.values().forEach(request -> request.collector().retainServers(servers));
    }

    int size() {
        return pending.size();
    }
}
