package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.cluster.ClusterEvent;

/**
 * A message on the link between the primary and a worker. Each has its writer and its reader in one place: a new message is a
 * record, its {@link LinkMessageType}, and a branch in its receiver, the worker's {@code PrimaryLink} or the primary's
 * {@code WorkerMessageHandler}. A message that only the other side may send is an error.
 */
public interface LinkMessage {
    default LinkMessageType type() {
        return LinkMessageType.of(this);
    }

    /** Appends the payload. */
    default void write(ByteBuf out) {
        // a message without components has none
    }

    /** A message that a worker may send. */
    interface OfWorker extends LinkMessage {
    }

    /** A message that the primary may send. */
    interface OfPrimary extends LinkMessage {
    }

    /**
     * The first message on each of a worker's connections: which of the three it is, the incarnation of the worker, and the
     * secret with which it was launched.
     */
    record Hello(Lane lane, int incarnation, String token) implements LinkMessage {
        static Hello read(ByteBuf in) {
            return new Hello(Lane.of(in.readUnsignedByte()), in.readInt(), LinkFields.readText(in));
        }

        @Override
        public void write(ByteBuf out) {
            out.writeByte(lane.ordinal()).writeInt(incarnation);
            LinkFields.writeText(token, out);
        }
    }

    /** The application has started, and connections may be handed over. */
    record Ready() implements OfWorker {
    }

    /**
     * The load of a worker, sent on each change and as a heartbeat.
     *
     * @param open adopted connections that are open
     * @param adopted connections adopted over its life
     * @param sessions Socket.IO clients
     * @param rss resident memory in bytes
     * @param cpuMillis processor time used over its life
     * @param requests HTTP requests answered over its life
     * @param activity of the application, which earlier builds do not send
     */
    record Load(int open, long adopted, int sessions, long rss, long cpuMillis, long requests, Activity activity)
            implements
                OfWorker { // wall: a row
        static Load read(ByteBuf in) {
            return new Load(in.readInt(), in.readLong(), in.readInt(), in.readLong(), in.readLong(), in.readLong(),
                    in.isReadable() ? Activity.read(in) : Activity.NONE);
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(open).writeLong(adopted).writeInt(sessions).writeLong(rss).writeLong(cpuMillis).writeLong(requests);
            activity.write(out);
        }
    }

    /**
     * What the application of a worker does, for people who look at the cluster; part of {@link Load}.
     *
     * @param eventsReceived from clients over its life
     * @param eventsSent to clients over its life; a broadcast counts once for each
     * @param heap used memory of the Java heap, in bytes
     * @param lagMillis how long a task waits for the busiest event loop
     * @param build the version of the application, a blank, and when its jar was written; empty if not known
     */
    record Activity(long eventsReceived, long eventsSent, long heap, int lagMillis, String build) {
        public static final Activity NONE = new Activity(0, 0, 0, 0, "");

        static Activity read(ByteBuf in) {
            return new Activity(in.readLong(), in.readLong(), in.readLong(), in.readInt(), LinkFields.readText(in));
        }

        void write(ByteBuf out) {
            out.writeLong(eventsReceived).writeLong(eventsSent).writeLong(heap).writeInt(lagMillis);
            LinkFields.writeText(build, out);
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
        public void write(ByteBuf out) {
            out.writeShort(serving.size());
            serving.forEach(out::writeShort);
        }
    }

    /** The state of all seats, for users and applications. */
    record ClusterView(boolean clusterReady, List<SeatView> seats) implements OfPrimary {
        static ClusterView read(ByteBuf in) {
            boolean clusterReady = in.readBoolean();
            int count = in.readUnsignedShort();
            List<SeatView> seats = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                seats.add(SeatView.read(in));
            }
            return new ClusterView(clusterReady, seats);
        }

        @Override
        public void write(ByteBuf out) {
            out.writeBoolean(clusterReady).writeShort(seats.size());
            seats.forEach(seat -> seat.write(out));
        }
    }

    /** A seat in a {@link ClusterView}; the state is the name of a {@code WorkerState}. */
    // wall: a row of a table
    record SeatView(int id, int incarnation, long pid, String state, int restarts, int connections, long startedAtMillis,
            long rss, double cpu) {
        static SeatView read(ByteBuf in) {
            return new SeatView(in.readUnsignedShort(), in.readUnsignedShort(), in.readLong(), LinkFields.readText(in),
                    in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readDouble());
        }

        void write(ByteBuf out) {
            out.writeShort(id).writeShort(incarnation).writeLong(pid);
            LinkFields.writeText(state, out);
            out.writeInt(restarts).writeInt(connections).writeLong(startedAtMillis).writeLong(rss).writeDouble(cpu);
        }
    }

    /** Makes the worker shut down gracefully within the given time. */
    record Stop(int withinMillis) implements OfPrimary {
        @Override
        public void write(ByteBuf out) {
            out.writeInt(withinMillis);
        }
    }

    /**
     * Makes the worker finish its requests and disconnect its clients in batches, as no new connections come; answered with
     * {@link Drained}.
     */
    record Drain(int withinMillis) implements OfPrimary {
        @Override
        public void write(ByteBuf out) {
            out.writeInt(withinMillis);
        }
    }

    /** The worker has no clients any more; {@link Stop} follows. */
    record Drained() implements OfWorker {
    }

    /** Makes the worker disconnect some of its clients, which reconnect to other workers. */
    record Shed(int clients) implements OfPrimary {
        @Override
        public void write(ByteBuf out) {
            out.writeInt(clients);
        }
    }

    /**
     * Makes the worker the leader of the cluster, or asks it to stop to be the leader, which it answers with
     * {@link LeadershipEnded}.
     */
    record Lead(boolean leads) implements OfPrimary {
        @Override
        public void write(ByteBuf out) {
            out.writeBoolean(leads);
        }
    }

    /** The worker is not the leader any more. */
    record LeadershipEnded() implements OfWorker {
    }

    /** A query; answered with the same number. */
    record QueryRequest(int id, Query<?> query) implements OfWorker, OfPrimary {
        static QueryRequest read(ByteBuf in) {
            return new QueryRequest(in.readInt(), QueryText.read(LinkFields.readLongText(in)));
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id);
            LinkFields.writeLongText(QueryText.write(query), out);
        }
    }

    /** The {@link QueryReply} to a query, as text; when {@code ok} is false, the text is the reason why there is none. */
    record QueryResponse(int id, boolean ok, String text) implements OfWorker, OfPrimary {
        static QueryResponse read(ByteBuf in) {
            return new QueryResponse(in.readInt(), in.readBoolean(), LinkFields.readLongText(in));
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id).writeBoolean(ok);
            LinkFields.writeLongText(text, out);
        }
    }

    /** An event for the application. */
    record Announcement(ClusterEvent event) implements OfPrimary {
        /** Null for an event that this version does not know. */
        static @Nullable Announcement read(ByteBuf in) {
            ClusterEvent event = ClusterEventCodec.read(in);
            return event == null ? null : new Announcement(event);
        }

        @Override
        public void write(ByteBuf out) {
            ClusterEventCodec.write(event, out);
        }
    }

    /**
     * A frame of the bus, to one incarnation or {@link BusChannel#ALL} others. The primary relays those of workers and does not
     * read their bodies.
     */
    record Bus(int from, int to, byte[] body) implements OfPrimary {
        static Bus read(ByteBuf in) {
            return new Bus(in.readInt(), in.readInt(), LinkFields.readRest(in));
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(from).writeInt(to).writeBytes(body);
        }
    }

    /**
     * The kinds of connections to the primary: the three of a worker, for messages, for descriptors, and for the bytes that
     * belong to the descriptors; and that of a terminal, which sends commands only.
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
