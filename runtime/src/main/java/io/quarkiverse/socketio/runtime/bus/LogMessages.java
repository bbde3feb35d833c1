package io.quarkiverse.socketio.runtime.bus;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.adapter.ResponseCollector;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/** The messages by which a server that starts copies the event logs of another one. */
public final class LogMessages {
    private LogMessages() {
    }

    /**
     * Requests the kept events of all namespaces from a server. It responds once it has received the event of the given place;
     * the requester, which starts, receives all later ones itself.
     */
    public record FetchLogs(String namespace, String request, long place) implements ClusterMessage.Request {
        static FetchLogs read(String namespace, FieldReader in) {
            return new FetchLogs(namespace, in.string(), in.int64());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).int64(place);
        }
    }

    /**
     * An event in a {@link FetchedLog}.
     *
     * @param event {@code null} for a disconnection of sockets
     */
    public record LoggedEvent(long place, BroadcastOptions options, @Nullable EncodedPacket event) {
    }

    /**
     * A part of the response to a {@link FetchLogs}: some events of one namespace.
     *
     * @param floor all events of this namespace after this place are in the response
     * @param more whether another part follows
     */
    public record FetchedLog(String namespace, String request, long floor, List<LoggedEvent> events, // wall: a message
            boolean more) implements ClusterMessage.Response<FetchedLog> {
        static FetchedLog read(String namespace, FieldReader in) {
            return new FetchedLog(namespace, in.string(), in.int64(), in.list(
                    event -> new LoggedEvent(event.int64(), event.options(), event.optional(FieldReader::packet))),
                    in.bool());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).int64(floor).list(events, (to, event) -> to.int64(event.place())
                    .options(event.options()).optional(event.event(), FieldWriter::packet)).bool(more);
        }

        @Override
        public Class<FetchedLog> type() {
            return FetchedLog.class;
        }

        /** Returns 0: there is one such request, when a server starts, and the limits of the logs are those of its answers. */
        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void addTo(ResponseCollector<FetchedLog> collector, String from) {
            collector.addResponses(from, List.of(this), more);
        }
    }
}
