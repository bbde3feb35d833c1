package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.AckTimeoutException;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.socketio.packet.TypedArguments;
import io.smallrye.mutiny.Uni;

/**
 * The replies of servers to a broadcast.
 * <p>
 * Thread: any; immutable.
 *
 * @param missing the servers that did not reply
 * @param failure says why other servers are missing; {@code null} if none of them is
 */
record CollectedReplies(List<Arguments> answers, Set<String> missing, @Nullable AckTimeoutException failure) {
    static final CollectedReplies NONE = new CollectedReplies(List.of(), Set.of(), null);

    /** The timeout of this process, the same as for other servers. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    static Uni<CollectedReplies> of(Uni<List<Arguments>> answers) {
        return answers.map(all -> new CollectedReplies(all, Set.of(), null)).onFailure(AckTimeoutException.class)
                .recoverWithItem(
                        failure -> new CollectedReplies(failure.responses(), failure.missing(), failure));
    }

    /** @param ask calls the handlers, and passes their reply to its argument */
    static Uni<CollectedReplies> ofThisProcess(Consumer<Consumer<Optional<Arguments>>> ask) {
        return Uni.createFrom().<Optional<Arguments>> emitter(emitter -> ask.accept(emitter::complete))
                .map(answer -> new CollectedReplies(answer.stream().toList(), Set.of(), null))
                .ifNoItem().after(TIMEOUT).recoverWithItem(new CollectedReplies(List.of(), Set.of("this worker"), null));
    }

    CollectedReplies and(CollectedReplies others) {
        List<Arguments> all = new ArrayList<>(answers);
        all.addAll(others.answers);
        Set<String> late = new HashSet<>(missing);
        late.addAll(others.missing);
        return new CollectedReplies(all, late, failure == null ? others.failure : failure);
    }

    /** Returns the first argument of each reply; fails if a server is missing. */
    @SuppressWarnings("unchecked") // the caller passes the type of the values
    <T> List<T> read(Type type) {
        if (!missing.isEmpty()) {
            String reason = failure == null ? " within " + TIMEOUT.toMillis() + " ms" : "";
            AckTimeoutException incomplete = new AckTimeoutException("Not all servers answered" + reason + ": "
                    + answers.size() + " did, " + missing + " did not", answers, missing);
            incomplete.initCause(failure);
            throw incomplete;
        }
        List<T> values = new ArrayList<>(answers.size());
        answers.forEach(answer -> values.add((T) ((TypedArguments) answer).get(0, type)));
        return values;
    }
}
