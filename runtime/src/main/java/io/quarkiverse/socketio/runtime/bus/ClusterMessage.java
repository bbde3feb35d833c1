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
 * A message between servers. A new message is a record here, which reads and writes its fields, and a row in
 * {@link MessageKind}; the compiler asks for the rest.
 * <p>
 * Servers of different builds send messages to each other: a new field comes after the present ones, and may be missing where
 * an earlier build wrote the message.
 * <p>
 * Thread: any; immutable.
 */
public sealed interface ClusterMessage permits ClusterMessage.Unknown, ClusterMessage.Command, ClusterMessage.Request,
        ClusterMessage.Response, HostMessages.Indexed, HostMessages.IndexedElsewhere {
    /** The version of messages that this build reads. */
    int VERSION = 6;
    /** Builds before wrote messages in another form. */
    int OLDEST_VERSION = 6;

    String namespace();

    MessageKind kind();

    /**
     * Returns the lowest {@link #VERSION} of builds that understand the message. A field that must not be skipped raises that
     * of this build, and this one in messages that have the field.
     */
    default int version() {
        return OLDEST_VERSION;
    }

    /** Writes the fields behind the namespace, as the reader of the {@link #kind} reads them. */
    void write(FieldWriter out);

    /** Calls the method of the receiver for this sort of message. */
    void receive(String from, Receiver receiver);

    /** Handles the messages of other servers. */
    interface Receiver {
        void onCommand(String from, Command command);

        void onRequest(String from, Request request);

        void onResponse(String from, Response<?> answer);
    }

    /** A message of a later build that this one cannot read: it is skipped. Never sent. */
    record Unknown(String namespace) implements ClusterMessage {
        @Override
        public MessageKind kind() {
            return MessageKind.UNKNOWN;
        }

        @Override
        public void write(FieldWriter out) {
            // never sent
        }

        @Override
        public void receive(String from, Receiver receiver) {
            // skipped
        }
    }

    /** Has something done in a namespace, without a response. */
    sealed interface Command extends ClusterMessage permits Kept, ServerSideEmit, SocketsJoin, SocketsLeave {
        void handle(String from, CommandHandler handler);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onCommand(from, this);
        }
    }

    /** Handles the commands of other servers in one namespace. */
    interface CommandHandler {
        void onBroadcast(Broadcast broadcast);

        void onServerSideEmit(ServerSideEmit emit);

        void onSocketsJoin(SocketsJoin join);

        void onSocketsLeave(SocketsLeave leave);

        void onDisconnectSockets(DisconnectSockets disconnect);
    }

    /** A command that may get a place in the one order of all servers, see {@link Bus#sequence}. */
    sealed interface Kept extends Command permits Broadcast, DisconnectSockets {
        void keep(long place, KeptHandler handler);
    }

    /** Handles commands that have a place. */
    interface KeptHandler {
        void onBroadcast(long place, Broadcast broadcast);

        void onDisconnectSockets(long place, DisconnectSockets disconnect);
    }

    /** Asks every server for responses. */
    sealed interface Request extends ClusterMessage permits BroadcastWithAck, ServerSideRequest, FetchSockets,
            LogMessages.FetchLogs {
        /** Returns the id of the request, unique among those of all servers. */
        String request();

        void handle(RequestHandler handler);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onRequest(from, this);
        }
    }

    /** Responds to the requests of other servers. */
    interface RequestHandler {
        void onBroadcastWithAck(BroadcastWithAck request);

        void onServerSideRequest(ServerSideRequest request);

        void onFetchSockets(FetchSockets request);

        void onFetchLogs(LogMessages.FetchLogs request);
    }

    /**
     * A response to a request, or a part of it.
     *
     * @param <T> the type of the values that the requester collects
     */
    sealed interface Response<T> extends ClusterMessage permits ClientCount, ClientAck, ServerSideResponse, FetchedSockets,
            LogMessages.FetchedLog {
        /** The name of the request. */
        String request();

        /** Returns the type of the values; a response of another type than the request's is ignored. */
        Class<T> type();

        /** Adds the values to those that were collected. */
        void addTo(ResponseCollector<T> collector, String from);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onResponse(from, this);
        }
    }

    /** Sends a packet to the sockets selected. With a place, it is also kept for clients that reconnect. */
    record Broadcast(String namespace, BroadcastOptions options, EncodedPacket packet) implements Kept {
        static Broadcast read(String namespace, FieldReader in) {
            return new Broadcast(namespace, in.options(), in.packet());
        }

        @Override
        public void write(FieldWriter out) {
            out.options(options).packet(packet);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.BROADCAST;
        }

        @Override
        public void handle(String from, CommandHandler handler) {
            handler.onBroadcast(this);
        }

        @Override
        public void keep(long place, KeptHandler handler) {
            handler.onBroadcast(place, this);
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

        @Override
        public MessageKind kind() {
            return MessageKind.SERVER_SIDE_EMIT;
        }

        @Override
        public void handle(String from, CommandHandler handler) {
            handler.onServerSideEmit(this);
        }
    }

    record SocketsJoin(String namespace, BroadcastOptions options, Set<String> rooms) implements Command {
        static SocketsJoin read(String namespace, FieldReader in) {
            return new SocketsJoin(namespace, in.options(), in.strings());
        }

        @Override
        public void write(FieldWriter out) {
            out.options(options).strings(rooms);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.SOCKETS_JOIN;
        }

        @Override
        public void handle(String from, CommandHandler handler) {
            handler.onSocketsJoin(this);
        }
    }

    record SocketsLeave(String namespace, BroadcastOptions options, Set<String> rooms) implements Command {
        static SocketsLeave read(String namespace, FieldReader in) {
            return new SocketsLeave(namespace, in.options(), in.strings());
        }

        @Override
        public void write(FieldWriter out) {
            out.options(options).strings(rooms);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.SOCKETS_LEAVE;
        }

        @Override
        public void handle(String from, CommandHandler handler) {
            handler.onSocketsLeave(this);
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

        @Override
        public MessageKind kind() {
            return MessageKind.DISCONNECT_SOCKETS;
        }

        @Override
        public void handle(String from, CommandHandler handler) {
            handler.onDisconnectSockets(this);
        }

        @Override
        public void keep(long place, KeptHandler handler) {
            handler.onDisconnectSockets(place, this);
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

        @Override
        public MessageKind kind() {
            return MessageKind.BROADCAST_WITH_ACK;
        }

        @Override
        public void handle(RequestHandler handler) {
            handler.onBroadcastWithAck(this);
        }
    }

    /** The number of clients that were asked; sent before any of their answers. */
    record ClientCount(String namespace, String request, int clients) implements Response<EncodedPacket> {
        static ClientCount read(String namespace, FieldReader in) {
            return new ClientCount(namespace, in.string(), in.int32());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).int32(clients);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.CLIENT_COUNT;
        }

        @Override
        public Class<EncodedPacket> type() {
            return EncodedPacket.class;
        }

        @Override
        public void addTo(ResponseCollector<EncodedPacket> collector, String from) {
            collector.expect(from, clients);
        }
    }

    /** The answer of one client; {@code null} if it was disconnected before. */
    record ClientAck(String namespace, String request, @Nullable EncodedPacket answer) implements Response<EncodedPacket> {
        static ClientAck read(String namespace, FieldReader in) {
            return new ClientAck(namespace, in.string(), in.optional(FieldReader::packet));
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).optional(answer, FieldWriter::packet);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.CLIENT_ACK;
        }

        @Override
        public Class<EncodedPacket> type() {
            return EncodedPacket.class;
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

        @Override
        public MessageKind kind() {
            return MessageKind.SERVER_SIDE_QUESTION;
        }

        @Override
        public void handle(RequestHandler handler) {
            handler.onServerSideRequest(this);
        }
    }

    /** The response to a {@link ServerSideRequest}; {@code null} if there will be no answer. */
    record ServerSideResponse(String namespace, String request,
            @Nullable EncodedPacket answer) implements Response<EncodedPacket> {
        static ServerSideResponse read(String namespace, FieldReader in) {
            return new ServerSideResponse(namespace, in.string(), in.optional(FieldReader::packet));
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).optional(answer, FieldWriter::packet);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.SERVER_SIDE_ANSWER;
        }

        @Override
        public Class<EncodedPacket> type() {
            return EncodedPacket.class;
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

        @Override
        public MessageKind kind() {
            return MessageKind.FETCH_SOCKETS;
        }

        @Override
        public void handle(RequestHandler handler) {
            handler.onFetchSockets(this);
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
        public MessageKind kind() {
            return MessageKind.FETCHED_SOCKETS;
        }

        @Override
        public Class<SocketDetails> type() {
            return SocketDetails.class;
        }

        @Override
        public void addTo(ResponseCollector<SocketDetails> collector, String from) {
            collector.addResponses(from, sockets, more);
        }
    }
}
