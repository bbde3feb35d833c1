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
public sealed interface ClusterMessage permits ClusterMessage.Unknown, ClusterMessage.Command, ClusterMessage.Question,
        ClusterMessage.Answer, HostMessages.Indexed, HostMessages.IndexedElsewhere {
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

        void onQuestion(String from, Question question);

        void onAnswer(String from, Answer<?> answer);
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
        void perform(String from, Performer performer);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onCommand(from, this);
        }
    }

    /** Does what other servers want in one namespace. */
    interface Performer {
        void onBroadcast(Broadcast broadcast);

        void onServerSideEmit(ServerSideEmit emit);

        void onSocketsJoin(SocketsJoin join);

        void onSocketsLeave(SocketsLeave leave);

        void onDisconnectSockets(DisconnectSockets disconnect);
    }

    /** What may get a place in the one order of all servers, see {@link Bus#sequence}. */
    sealed interface Kept extends Command permits Broadcast, DisconnectSockets {
        void keep(long place, Keeper keeper);
    }

    /** Takes what has a place. */
    interface Keeper {
        void onBroadcast(long place, Broadcast broadcast);

        void onDisconnectSockets(long place, DisconnectSockets disconnect);
    }

    /** Wants answers, of every server. */
    sealed interface Question extends ClusterMessage permits BroadcastWithAck, ServerSideQuestion, FetchSockets,
            LogMessages.FetchLogs {
        /** A name that no other question of any server has. */
        String request();

        void ask(Respondent respondent);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onQuestion(from, this);
        }
    }

    /** Answers one server's questions. */
    interface Respondent {
        void onBroadcastWithAck(BroadcastWithAck question);

        void onServerSideQuestion(ServerSideQuestion question);

        void onFetchSockets(FetchSockets question);

        void onFetchLogs(LogMessages.FetchLogs question);
    }

    /**
     * An answer to a question, or a part of it.
     *
     * @param <T> what the asker collects
     */
    sealed interface Answer<T> extends ClusterMessage permits ClientCount, ClientAck, ServerSideAnswer, FetchedSockets,
            LogMessages.FetchedLog {
        /** The name of the question. */
        String request();

        /** What the asker collects; an answer that is of another type than what was asked for is not for it. */
        Class<T> type();

        /** Adds it to what was collected. */
        void addTo(ResponseCollector<T> inquiry, String from);

        @Override
        default void receive(String from, Receiver receiver) {
            receiver.onAnswer(from, this);
        }
    }

    /** Send this packet to your sockets. With a place, keep it for those who are gone, too. */
    record Broadcast(String namespace, BroadcastOptions selection, EncodedPacket packet) implements Kept {
        static Broadcast read(String namespace, FieldReader in) {
            return new Broadcast(namespace, in.selection(), in.packet());
        }

        @Override
        public void write(FieldWriter out) {
            out.selection(selection).packet(packet);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.BROADCAST;
        }

        @Override
        public void perform(String from, Performer performer) {
            performer.onBroadcast(this);
        }

        @Override
        public void keep(long place, Keeper keeper) {
            keeper.onBroadcast(place, this);
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
        public void perform(String from, Performer performer) {
            performer.onServerSideEmit(this);
        }
    }

    record SocketsJoin(String namespace, BroadcastOptions selection, Set<String> rooms) implements Command {
        static SocketsJoin read(String namespace, FieldReader in) {
            return new SocketsJoin(namespace, in.selection(), in.strings());
        }

        @Override
        public void write(FieldWriter out) {
            out.selection(selection).strings(rooms);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.SOCKETS_JOIN;
        }

        @Override
        public void perform(String from, Performer performer) {
            performer.onSocketsJoin(this);
        }
    }

    record SocketsLeave(String namespace, BroadcastOptions selection, Set<String> rooms) implements Command {
        static SocketsLeave read(String namespace, FieldReader in) {
            return new SocketsLeave(namespace, in.selection(), in.strings());
        }

        @Override
        public void write(FieldWriter out) {
            out.selection(selection).strings(rooms);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.SOCKETS_LEAVE;
        }

        @Override
        public void perform(String from, Performer performer) {
            performer.onSocketsLeave(this);
        }
    }

    record DisconnectSockets(String namespace, BroadcastOptions selection, boolean close) implements Kept {
        static DisconnectSockets read(String namespace, FieldReader in) {
            return new DisconnectSockets(namespace, in.selection(), in.bool());
        }

        @Override
        public void write(FieldWriter out) {
            out.selection(selection).bool(close);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.DISCONNECT_SOCKETS;
        }

        @Override
        public void perform(String from, Performer performer) {
            performer.onDisconnectSockets(this);
        }

        @Override
        public void keep(long place, Keeper keeper) {
            keeper.onDisconnectSockets(place, this);
        }
    }

    /** Send this event to your sockets, tell me how many they are, and what each answers within that time. */
    record BroadcastWithAck(String namespace, String request, BroadcastOptions selection, Duration timeout,
            EncodedPacket event) implements Question {
        static BroadcastWithAck read(String namespace, FieldReader in) {
            return new BroadcastWithAck(namespace, in.string(), in.selection(), Duration.ofMillis(in.int64()), in.packet());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).selection(selection).int64(timeout.toMillis()).packet(event);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.BROADCAST_WITH_ACK;
        }

        @Override
        public void ask(Respondent respondent) {
            respondent.onBroadcastWithAck(this);
        }
    }

    /** How many clients were asked; before any of their answers. */
    record ClientCount(String namespace, String request, int clients) implements Answer<EncodedPacket> {
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
        public void addTo(ResponseCollector<EncodedPacket> inquiry, String from) {
            inquiry.expect(from, clients);
        }
    }

    /** What one client answered; {@code null} if it was disconnected before. */
    record ClientAck(String namespace, String request, @Nullable EncodedPacket answer) implements Answer<EncodedPacket> {
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
        public void addTo(ResponseCollector<EncodedPacket> inquiry, String from) {
            if (answer == null) {
                inquiry.withdraw(from);
            } else {
                inquiry.answer(from, answer);
            }
        }
    }

    /** Call your server-side handlers, and tell me what they answer. */
    record ServerSideQuestion(String namespace, String request, EncodedPacket event) implements Question {
        static ServerSideQuestion read(String namespace, FieldReader in) {
            return new ServerSideQuestion(namespace, in.string(), in.packet());
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
        public void ask(Respondent respondent) {
            respondent.onServerSideQuestion(this);
        }
    }

    /** The answer to a {@link ServerSideQuestion}; {@code null} if nobody will answer. */
    record ServerSideAnswer(String namespace, String request,
            @Nullable EncodedPacket answer) implements Answer<EncodedPacket> {
        static ServerSideAnswer read(String namespace, FieldReader in) {
            return new ServerSideAnswer(namespace, in.string(), in.optional(FieldReader::packet));
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
        public void addTo(ResponseCollector<EncodedPacket> inquiry, String from) {
            inquiry.answers(from, answer == null ? List.of() : List.of(answer), false);
        }
    }

    /** Tell me of your sockets. */
    record FetchSockets(String namespace, String request, BroadcastOptions selection) implements Question {
        static FetchSockets read(String namespace, FieldReader in) {
            return new FetchSockets(namespace, in.string(), in.selection());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).selection(selection);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.FETCH_SOCKETS;
        }

        @Override
        public void ask(Respondent respondent) {
            respondent.onFetchSockets(this);
        }
    }

    /**
     * The answer to a {@link FetchSockets}, or a part of it.
     *
     * @param more whether another part follows
     */
    record FetchedSockets(String namespace, String request, List<SocketDetails> sockets,
            boolean more) implements Answer<SocketDetails> {
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
        public void addTo(ResponseCollector<SocketDetails> inquiry, String from) {
            inquiry.answers(from, sockets, more);
        }
    }
}
