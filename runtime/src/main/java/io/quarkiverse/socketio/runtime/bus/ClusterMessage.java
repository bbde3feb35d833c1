package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.adapter.ResponseCollector;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * A message between servers. A new message is a record here, which reads and writes its fields, a row in {@link MessageKind},
 * and a branch in its receiver: {@link ClusterAdapter} for a command, {@link NamespaceRequestHandler} for a request.
 * <p>
 * Servers of different builds send messages to each other: a new field comes after the present ones, and may be missing where
 * an earlier build wrote the message.
 * <p>
 * Thread: any; immutable.
 */
public sealed interface ClusterMessage permits ClusterMessage.Unknown, ClusterMessage.Command, ClusterMessage.Request,
        ClusterMessage.Response, ServerData, HostMessages {
    /** The version of messages that this build reads. */
    int VERSION = 6;
    /** Builds before wrote messages in another form. */
    int OLDEST_VERSION = 6;

    String namespace();

    default MessageKind kind() {
        return MessageKind.of(this);
    }

    /**
     * Returns the lowest {@link #VERSION} of builds that understand the message. A field that must not be skipped raises that
     * of this build, and this one in messages that have the field.
     */
    default int version() {
        return OLDEST_VERSION;
    }

    /** Whether clients that are disconnected may need it later, so that it gets a place where that is possible. */
    default boolean isKept() {
        return false;
    }

    /** Writes the fields behind the namespace, as the reader of the {@link #kind} reads them. */
    void write(FieldWriter out);

    /** A message of a later build that this one cannot read: it is skipped. Never sent. */
    record Unknown(String namespace) implements ClusterMessage {
        @Override
        public void write(FieldWriter out) {
            // never sent
        }
    }

    /** Has something done in a namespace, without a response. */
    sealed interface Command extends ClusterMessage permits Ordered, ServerSideEmit {
    }

    /** A command that keeps its position among the others of its sender, see {@link Bus}. */
    sealed interface Ordered extends Command permits Kept, SocketsJoin, SocketsLeave {
    }

    /** A command that may get a place in the one order of all servers, see {@link Bus#sequence}. */
    sealed interface Kept extends Ordered permits Broadcast, DisconnectSockets {
        @Override
        default boolean isKept() {
            return true;
        }
    }

    /** Asks every server for responses. */
    sealed interface Request extends ClusterMessage permits BroadcastWithAck, ServerSideRequest, FetchSockets,
            LogMessages.FetchLogs {
        /** Returns the id of the request, unique among those of all servers. */
        String request();
    }

    /**
     * A response to a request, or a part of it.
     *
     * @param <T> the type of the values that the requester collects
     */
    sealed interface Response<T> extends ClusterMessage permits AckResponse, FetchedSockets, LogMessages.FetchedLog {
        /** The name of the request. */
        String request();

        /** Returns the type of the values; a response of another type than the request's is ignored. */
        Class<T> type();

        /** Returns about the bytes of the values, which are held until all servers have responded. */
        long bytes();

        /** Adds the values to those that were collected. */
        void addTo(ResponseCollector<T> collector, String from);
    }

    /** A response with acknowledgements. */
    sealed interface AckResponse extends Response<EncodedPacket> permits ClientCount, ClientAck, ServerSideResponse {
        @Override
        default Class<EncodedPacket> type() {
            return EncodedPacket.class;
        }
    }

    /** Sends a packet to the sockets selected. With a place, it is also kept for clients that reconnect. */
    record Broadcast(String namespace, BroadcastOptions options, EncodedPacket packet) implements Kept {
        static Broadcast read(String namespace, FieldReader in) {
            return new Broadcast(namespace, in.options(), in.packet());
        }

        @Override
        public boolean isKept() {
            return !options.flags().mayDrop();
        }

        @Override
        public void write(FieldWriter out) {
            out.options(options).packet(packet);
        }
    }

    /** Calls the handlers of a server-side event. */
    record ServerSideEmit(String namespace, EncodedPacket event) implements Command {
        static ServerSideEmit read(String namespace, FieldReader in) {
            return new ServerSideEmit(namespace, in.packet());
        }

        @Override
        public void write(FieldWriter out) {
            out.packet(event);
        }
    }

    record SocketsJoin(String namespace, BroadcastOptions options, Set<String> rooms) implements Ordered {
        static SocketsJoin read(String namespace, FieldReader in) {
            return new SocketsJoin(namespace, in.options(), in.strings());
        }

        @Override
        public void write(FieldWriter out) {
            out.options(options).strings(rooms);
        }
    }

    record SocketsLeave(String namespace, BroadcastOptions options, Set<String> rooms) implements Ordered {
        static SocketsLeave read(String namespace, FieldReader in) {
            return new SocketsLeave(namespace, in.options(), in.strings());
        }

        @Override
        public void write(FieldWriter out) {
            out.options(options).strings(rooms);
        }
    }

    record DisconnectSockets(String namespace, BroadcastOptions options, boolean close) implements Kept {
        static DisconnectSockets read(String namespace, FieldReader in) {
            return new DisconnectSockets(namespace, in.options(), in.bool());
        }

        @Override
        public void write(FieldWriter out) {
            out.options(options).bool(close);
        }
    }

    /**
     * Sends an event to the sockets selected, and asks for their number and for what each of them answers within the timeout.
     */
    record BroadcastWithAck(String namespace, String request, BroadcastOptions options, Duration timeout,
            EncodedPacket event) implements Request {
        static BroadcastWithAck read(String namespace, FieldReader in) {
            return new BroadcastWithAck(namespace, in.string(), in.options(), Duration.ofMillis(in.int64()), in.packet());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).options(options).int64(timeout.toMillis()).packet(event);
        }
    }

    /** The number of clients that were asked; sent before any of their answers. */
    record ClientCount(String namespace, String request, int clients) implements AckResponse {
        static ClientCount read(String namespace, FieldReader in) {
            return new ClientCount(namespace, in.string(), in.int32());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).int32(clients);
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void addTo(ResponseCollector<EncodedPacket> collector, String from) {
            collector.expect(from, clients);
        }
    }

    /** The answer of one client; {@code null} if it was disconnected before. */
    record ClientAck(String namespace, String request, @Nullable EncodedPacket answer) implements AckResponse {
        static ClientAck read(String namespace, FieldReader in) {
            return new ClientAck(namespace, in.string(), in.optional(FieldReader::packet));
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).optional(answer, FieldWriter::packet);
        }

        @Override
        public long bytes() {
            return answer == null ? 0 : answer.size();
        }

        @Override
        public void addTo(ResponseCollector<EncodedPacket> collector, String from) {
            if (answer == null) {
                collector.withdraw(from);
            } else {
                collector.addResponse(from, answer);
            }
        }
    }

    /** Calls the handlers of a server-side event, and asks for their answer. */
    record ServerSideRequest(String namespace, String request, EncodedPacket event) implements Request {
        static ServerSideRequest read(String namespace, FieldReader in) {
            return new ServerSideRequest(namespace, in.string(), in.packet());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).packet(event);
        }
    }

    /** The response to a {@link ServerSideRequest}; {@code null} if there will be no answer. */
    record ServerSideResponse(String namespace, String request,
            @Nullable EncodedPacket answer) implements AckResponse {
        static ServerSideResponse read(String namespace, FieldReader in) {
            return new ServerSideResponse(namespace, in.string(), in.optional(FieldReader::packet));
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).optional(answer, FieldWriter::packet);
        }

        @Override
        public long bytes() {
            return answer == null ? 0 : answer.size();
        }

        @Override
        public void addTo(ResponseCollector<EncodedPacket> collector, String from) {
            collector.addResponses(from, answer == null ? List.of() : List.of(answer), false);
        }
    }

    /** Asks for the sockets selected. */
    record FetchSockets(String namespace, String request, BroadcastOptions options) implements Request {
        static FetchSockets read(String namespace, FieldReader in) {
            return new FetchSockets(namespace, in.string(), in.options());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).options(options);
        }
    }

    /**
     * The response to a {@link FetchSockets}, or a part of it.
     *
     * @param more whether another part follows
     */
    record FetchedSockets(String namespace, String request, List<SocketDetails> sockets,
            boolean more) implements Response<SocketDetails> {
        static FetchedSockets read(String namespace, FieldReader in) {
            return new FetchedSockets(namespace, in.string(), in.list(
                    socket -> new SocketDetails(socket.string(), socket.strings(), socket.bytes(), socket.bytes())), in.bool());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).list(sockets, (to, socket) -> to.string(socket.id()).strings(socket.rooms())
                    .bytes(socket.data()).bytes(socket.handshake())).bool(more);
        }

        @Override
        public Class<SocketDetails> type() {
            return SocketDetails.class;
        }

        @Override
        public long bytes() {
            return sockets.stream().mapToLong(SocketDetails::bytes).sum();
        }

        @Override
        public void addTo(ResponseCollector<SocketDetails> collector, String from) {
            collector.addResponses(from, sockets, more);
        }
    }
}
