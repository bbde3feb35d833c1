package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.cluster.ClusterEvent;

/**
 * Everything that is said on the link. A message has its writer and its reader beside it: a new one is a record, its
 * {@link LinkMessageType}, and a method of who receives it. What a receiver does not expect is an error.
 */
public interface LinkMessage {
    LinkMessageType type();

    /** Appends the payload. */
    void write(ByteBuf out);

    /** What a worker may say. */
    interface OfWorker extends LinkMessage {
        void tell(ToPrimary primary);
    }

    /** What the primary may say. */
    interface OfPrimary extends LinkMessage {
        void tell(ToWorker worker);
    }

    /** Receives what a worker says. */
    interface ToPrimary {
        void on(Ready ready);

        void on(Load load);

        void on(Drained drained);

        void on(Question question);

        void on(Answer answer);

        void on(SessionMessage.OfWorker message);
    }

    /** Receives what the primary says. */
    interface ToWorker {
        void on(Members members);

        void on(Roster roster);

        void on(Stop stop);

        void on(Drain drain);

        void on(Shed shed);

        void on(Question question);

        void on(Answer answer);

        void on(Announcement announcement);

        void on(Bus frame);

        void on(SequencerMessage.OfPrimary message);

        void on(SessionMessage.OfPrimary message);
    }

    /**
     * First on each of a worker's connections: which of the three it is, who the worker is, and the secret it was launched
     * with.
     */
    record Hello(Lane lane, int incarnation, String token) implements LinkMessage {
        static Hello read(ByteBuf in) {
            return new Hello(Lane.of(in.readUnsignedByte()), in.readInt(), LinkCodec.readText(in));
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.HELLO;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeByte(lane.ordinal()).writeInt(incarnation);
            LinkCodec.writeText(token, out);
        }
    }

    /** The application is up and connections may come. */
    record Ready() implements OfWorker {
        @Override
        public LinkMessageType type() {
            return LinkMessageType.READY;
        }

        @Override
        public void write(ByteBuf out) {
            // nothing to say
        }

        @Override
        public void tell(ToPrimary primary) {
            primary.on(this);
        }
    }

    /**
     * On each change and as a heartbeat.
     *
     * @param open adopted connections that are open
     * @param adopted connections adopted over its life
     * @param sessions Socket.IO clients
     * @param rss resident memory in bytes
     * @param cpuMillis processor time used over its life
     * @param requests HTTP requests answered over its life
     */
    record Load(int open, long adopted, int sessions, long rss, long cpuMillis, long requests) implements OfWorker { // wall: a row
        static Load read(ByteBuf in) {
            return new Load(in.readInt(), in.readLong(), in.readInt(), in.readLong(), in.readLong(), in.readLong());
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.LOAD;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(open).writeLong(adopted).writeInt(sessions).writeLong(rss).writeLong(cpuMillis).writeLong(requests);
        }

        @Override
        public void tell(ToPrimary primary) {
            primary.on(this);
        }
    }

    /** The incarnations of all workers that have clients. */
    record Members(Set<Integer> serving) implements OfPrimary {
        static Members read(ByteBuf in) {
            int count = in.readUnsignedShort();
            Set<Integer> serving = new LinkedHashSet<>();
            for (int i = 0; i < count; i++) {
                serving.add(in.readUnsignedShort());
            }
            return new Members(serving);
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.MEMBERS;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeShort(serving.size());
            serving.forEach(out::writeShort);
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /** How all seats are doing. */
    record Roster(boolean clusterReady, List<Seat> seats) implements OfPrimary {
        static Roster read(ByteBuf in) {
            boolean clusterReady = in.readBoolean();
            int count = in.readUnsignedShort();
            List<Seat> seats = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                seats.add(Seat.read(in));
            }
            return new Roster(clusterReady, seats);
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.ROSTER;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeBoolean(clusterReady).writeShort(seats.size());
            seats.forEach(seat -> seat.write(out));
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /** A seat in a {@link Roster}; the state is the name of a {@code WorkerState}. */
    // wall: a row of a table
    record Seat(int id, int incarnation, long pid, String state, int restarts, int connections, long startedAtMillis,
            long rss, double cpu) {
        static Seat read(ByteBuf in) {
            return new Seat(in.readUnsignedShort(), in.readUnsignedShort(), in.readLong(), LinkCodec.readText(in),
                    in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readDouble());
        }

        void write(ByteBuf out) {
            out.writeShort(id).writeShort(incarnation).writeLong(pid);
            LinkCodec.writeText(state, out);
            out.writeInt(restarts).writeInt(connections).writeLong(startedAtMillis).writeLong(rss).writeDouble(cpu);
        }
    }

    /** Leave in good order within the given time. */
    record Stop(int withinMillis) implements OfPrimary {
        @Override
        public LinkMessageType type() {
            return LinkMessageType.STOP;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(withinMillis);
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /** No new connections come; finish what was begun, send the clients away, and say {@link Drained}. */
    record Drain(int withinMillis) implements OfPrimary {
        @Override
        public LinkMessageType type() {
            return LinkMessageType.DRAIN;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(withinMillis);
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /** There are no clients any more. {@link Stop} follows. */
    record Drained() implements OfWorker {
        @Override
        public LinkMessageType type() {
            return LinkMessageType.DRAINED;
        }

        @Override
        public void write(ByteBuf out) {
            // nothing to say
        }

        @Override
        public void tell(ToPrimary primary) {
            primary.on(this);
        }
    }

    /** Send so many clients away. */
    record Shed(int clients) implements OfPrimary {
        @Override
        public LinkMessageType type() {
            return LinkMessageType.SHED;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(clients);
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /** A query; answered with the same number. */
    record Question(int id, Query<?> query) implements OfWorker, OfPrimary {
        static Question read(ByteBuf in) {
            return new Question(in.readInt(), QueryText.read(LinkCodec.readLongText(in)));
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.QUESTION;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id);
            LinkCodec.writeLongText(QueryText.write(query), out);
        }

        @Override
        public void tell(ToPrimary primary) {
            primary.on(this);
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /** The {@link QueryReply} to a query, as text; when it is not ok, the text says why there is none. */
    record Answer(int id, boolean ok, String text) implements OfWorker, OfPrimary {
        static Answer read(ByteBuf in) {
            return new Answer(in.readInt(), in.readBoolean(), LinkCodec.readLongText(in));
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.ANSWER;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id).writeBoolean(ok);
            LinkCodec.writeLongText(text, out);
        }

        @Override
        public void tell(ToPrimary primary) {
            primary.on(this);
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /** Something has happened that the application may want to know. */
    record Announcement(ClusterEvent event) implements OfPrimary {
        /** Null for an event that this version does not know. */
        static @Nullable Announcement read(ByteBuf in) {
            ClusterEvent event = ClusterEventCodec.read(in);
            return event == null ? null : new Announcement(event);
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.ANNOUNCEMENT;
        }

        @Override
        public void write(ByteBuf out) {
            ClusterEventCodec.write(event, out);
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /**
     * A frame of the bus, to one incarnation or {@link BusChannel#ALL} others. The primary passes on what workers say, and
     * never looks into the body.
     */
    record Bus(int from, int to, byte[] body) implements OfPrimary {
        static Bus read(ByteBuf in) {
            return new Bus(in.readInt(), in.readInt(), LinkCodec.readRest(in));
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.BUS;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(from).writeInt(to).writeBytes(body);
        }

        @Override
        public void tell(ToWorker worker) {
            worker.on(this);
        }
    }

    /**
     * The three connections of a worker: messages, descriptors, and the bytes that belong to the descriptors; and that of a
     * terminal, which is nobody's: it sends orders only.
     */
    enum Lane {
        LINK,
        DESCRIPTORS,
        BYTES,
        CONTROL;

        private static Lane of(int ordinal) {
            if (ordinal >= values().length) {
                throw new LinkException("unknown lane " + ordinal);
            }
            return values()[ordinal];
        }
    }
}
