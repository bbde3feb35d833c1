package io.quarkiverse.socketio.runtime.socketio.operators;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.quarkiverse.socketio.AckTimeoutException;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.smallrye.mutiny.Uni;

/**
 * Converts the collected responses of clients or servers to what the application gets: a list, or a failure that has the
 * responses received so far.
 * <p>
 * Thread: any; stateless.
 */
public final class AckResults {
    private AckResults() {
    }

    static Uni<List<Arguments>> ofClients(PacketParser parser, Duration timeout,
            Supplier<Uni<Responses<EncodedPacket>>> request) {
        return of("clients", parser, timeout, request);
    }

    public static Uni<List<Arguments>> ofServers(PacketParser parser, Duration timeout,
            Supplier<Uni<Responses<EncodedPacket>>> request) {
        return of("servers", parser, timeout, request);
    }

    private static Uni<List<Arguments>> of(String who, PacketParser parser, Duration timeout,
            Supplier<Uni<Responses<EncodedPacket>>> request) {
        return Uni.createFrom().deferred(() -> request.get()).map(answers -> {
            List<Arguments> responses = answers.received().stream().map(answer -> decode(parser, answer)).toList();
            if (!answers.missing().isEmpty()) {
                throw new AckTimeoutException("Not all " + who + " answered" + answers.reason(timeout) + ": "
                        + responses.size() + " did, others of " + answers.missing() + " did not", responses,
                        answers.missing());
            }
            return responses;
        });
    }

    private static Arguments decode(PacketParser parser, EncodedPacket answer) {
        try {
            return parser.decode(answer).arguments();
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] an answer that a server encoded cannot be decoded", e);
        }
    }

    /** Throws if a timeout is shorter than a millisecond. */
    public static Duration checked(Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout must be at least a millisecond, was " + timeout);
        }
        return timeout;
    }
}
