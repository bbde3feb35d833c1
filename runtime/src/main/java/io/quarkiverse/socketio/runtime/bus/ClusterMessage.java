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
 * Everything that servers say to each other. Immutable. A new message is a record here, which reads and writes its fields,
 * a row in {@link MessageKind}, and what the compiler asks for then.
 * <p>
 * Servers of different builds talk to each other: a new field comes behind those that are there, and may be missing where an
 * older build wrote the message.
 */
public sealed interface ClusterMessage permits ClusterMessage.Unknown, ClusterMessage.Command, ClusterMessage.Request,
        ClusterMessage.Response, HostMessages.Indexed, HostMessages.IndexedElsewhere {
    /** Of what this build reads. */
    int VERSION = 6;
    /** Builds before wrote messages in another form. */
    int OLDEST_VERSION = 6;

    String namespace();

    MessageKind kind();

    /**
     * The lowest {@link #VERSION} of builds that understand it. A field that must not be skipped raises that of this build, and
     * this one in messages that have the field.
     */
    default int version() {
        return OLDEST_VERSION;
    }

    /** Writes the fields behind the namespace, as the reader of the {@link #kind} reads them. */
    void write(FieldWriter out);

    /** Calls the method for its sort of message. */
    void receive(String from, Receiver receiver);

    /** What a server does with messages of others. */
    interface Receiver {
        void onCommand(String from, Command command);

        void onRequest(String from, Request request);

        void onResponse(String from, Response<?> answer);
    }

    /** What a later build says, and this one cannot read: it is skipped. Never sent. */
    record Unknown(String namespace) implements ClusterMessage {
        @Override
        public MessageKind kind() {
            return MessageKind.UNKNOWN;
        }

        @Override
        public void write(FieldWriter out) {
            // nothing is known of it
        }

        @Override
        public void receive(String from, Receiver receiver) {
            // nobody can do anything with it
        }
    }

    /** Wants something done in a namespace, and no answer. */
    sealed interface Command extends ClusterMessage permits Kept, ServerSideEmit, SocketsJoin, SocketsLeave {
        void handle(String from, CommandHandler handler);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onCommand(from, this);
        }
    }

    /** Does what other servers want in one namespace. */
    interface CommandHandler {
        void onBroadcast(Broadcast broadcast);

        void onServerSideEmit(ServerSideEmit emit);

        void onSocketsJoin(SocketsJoin join);

        void onSocketsLeave(SocketsLeave leave);

        void onDisconnectSockets(DisconnectSockets disconnect);
    }

    /** What may get a place in the one order of all servers, see {@link Bus#sequence}. */
    sealed interface Kept extends Command permits Broadcast, DisconnectSockets {
        void keep(long place, KeptHandler handler);
    }

    /** Takes what has a place. */
    interface KeptHandler {
        void onBroadcast(long place, Broadcast broadcast);

        void onDisconnectSockets(long place, DisconnectSockets disconnect);
    }

    /** Wants answers, of every server. */
    sealed interface Request extends ClusterMessage permits BroadcastWithAck, ServerSideRequest, FetchSockets,
            LogMessages.FetchLogs {
        /** A name that no other request of any server has. */
        String request();

        void handle(RequestHandler handler);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onRequest(from, this);
        }
    }

    /** Answers one server's questions. */
    interface RequestHandler {
        void onBroadcastWithAck(BroadcastWithAck request);

        void onServerSideRequest(ServerSideRequest request);

        void onFetchSockets(FetchSockets request);

        void onFetchLogs(LogMessages.FetchLogs request);
    }

    /**
     * An answer to a request, or a part of it.
     *
     * @param <T> what the asker collects
     */
    sealed interface Response<T> extends ClusterMessage permits ClientCount, ClientAck, ServerSideResponse, FetchedSockets,
            LogMessages.FetchedLog {
        /** The name of the request. */
        String request();

        /** What the asker collects; an answer that is of another type than what was asked for is not for it. */
        Class<T> type();

        /** Adds it to what was collected. */
        void addTo(ResponseCollector<T> collector, String from);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onResponse(from, this);
        }
    }

    /** Send this packet to your sockets. With a place, keep it for those who are gone, too. */
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

    /** Call your server-side handlers. */
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

    /** Send this event to your sockets, tell me how many they are, and what each answers within that time. */
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

    /** How many clients were asked; before any of their answers. */
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

    /** What one client answered; {@code null} if it was disconnected before. */
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

    /** Call your server-side handlers, and tell me what they answer. */
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

    /** The answer to a {@link ServerSideRequest}; {@code null} if nobody will answer. */
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

    /** Tell me of your sockets. */
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
     * The answer to a {@link FetchSockets}, or a part of it.
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
