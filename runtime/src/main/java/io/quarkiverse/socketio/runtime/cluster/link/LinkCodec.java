package io.quarkiverse.socketio.runtime.cluster.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Announcement;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Answer;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Bus;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Drain;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Drained;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Hello;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Load;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Members;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Question;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Ready;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Roster;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Seat;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Shed;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Stop;

/**
 * The wire form of {@link LinkMessage}: {@code u32 length, u8 version, u8 type, payload}, big endian. What follows a payload
 * that is understood, and a type that is not, are skipped: that is how a newer peer adds things. Another version is an error.
 * <p>
 * Thread: any; stateless.
 */
public final class LinkCodec {
    public static final int VERSION = 1;
    public static final int LENGTH_BYTES = 4;
    /** The longest frame, its length field included. */
    public static final int MAX_FRAME = 16 << 20;
    /** What a bus frame adds to its body. */
    public static final int BUS_OVERHEAD = LENGTH_BYTES + 2 + 2 * Integer.BYTES;

    /** So many frames that are written in one turn of the event loop are sent at once: a system call for each costs more. */
    public static final int MAX_UNFLUSHED = 256;

    private static final int HELLO = 1;
    private static final int READY = 2;
    private static final int LOAD = 3;
    private static final int MEMBERS = 4;
    private static final int ROSTER = 5;
    private static final int STOP = 6;
    private static final int BUS = 7;
    private static final int DRAIN = 8;
    private static final int DRAINED = 9;
    private static final int SHED = 10;
    private static final int QUESTION = 11;
    private static final int ANSWER = 12;
    private static final int ANNOUNCEMENT = 13;

    private LinkCodec() {
    }

    /** Appends the whole frame. */
    public static void encode(LinkMessage message, ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(0).writeByte(VERSION);
        if (message instanceof Hello hello) {
            out.writeByte(HELLO).writeByte(hello.lane().ordinal()).writeInt(hello.incarnation());
            writeText(hello.token(), out);
        } else if (message instanceof Ready) {
            out.writeByte(READY);
        } else if (message instanceof Load load) {
            out.writeByte(LOAD).writeInt(load.open()).writeLong(load.adopted()).writeInt(load.sessions())
                    .writeLong(load.rss()).writeLong(load.cpuMillis()).writeLong(load.requests());
        } else if (message instanceof Members members) {
            out.writeByte(MEMBERS).writeShort(members.serving().size());
            members.serving().forEach(out::writeShort);
        } else if (message instanceof Roster roster) {
            out.writeByte(ROSTER).writeBoolean(roster.clusterReady()).writeShort(roster.seats().size());
            roster.seats().forEach(seat -> writeSeat(seat, out));
        } else if (message instanceof Stop stop) {
            out.writeByte(STOP).writeInt(stop.withinMillis());
        } else if (message instanceof Bus bus) {
            out.writeByte(BUS).writeInt(bus.from()).writeInt(bus.to()).writeBytes(bus.body());
        } else if (message instanceof TypedMessage typed) {
            typed.write(out.writeByte(typed.type().code));
        } else {
            encodeOrder(message, out);
        }
        out.setInt(start, out.writerIndex() - start - LENGTH_BYTES);
    }

    private static void encodeOrder(LinkMessage message, ByteBuf out) {
        if (message instanceof Drain drain) {
            out.writeByte(DRAIN).writeInt(drain.withinMillis());
        } else if (message instanceof Drained) {
            out.writeByte(DRAINED);
        } else if (message instanceof Shed shed) {
            out.writeByte(SHED).writeInt(shed.clients());
        } else if (message instanceof Question question) {
            out.writeByte(QUESTION).writeInt(question.id());
            writeLongText(question.text(), out);
        } else if (message instanceof Answer answer) {
            out.writeByte(ANSWER).writeInt(answer.id()).writeBoolean(answer.ok());
            writeLongText(answer.text(), out);
        } else if (message instanceof Announcement announcement) {
            out.writeByte(ANNOUNCEMENT);
            ClusterEventCodec.write(announcement.event(), out);
        }
    }

    /**
     * Reads a frame from its version on (the length field was taken off by whoever cut the stream into frames).
     *
     * @return null when it is of a type that this version does not know
     */
    public static @Nullable LinkMessage decode(ByteBuf frame) {
        try {
            int version = frame.readUnsignedByte();
            if (version != VERSION) {
                throw new LinkException("link version " + version + ", expected " + VERSION);
            }
            return decode(frame.readUnsignedByte(), frame);
        } catch (IndexOutOfBoundsException e) {
            throw new LinkException("link frame is cut off");
        }
    }

    private static @Nullable LinkMessage decode(int type, ByteBuf in) {
        return switch (type) {
            case HELLO -> new Hello(lane(in.readUnsignedByte()), in.readInt(), readText(in));
            case READY -> new Ready();
            case LOAD -> new Load(in.readInt(), in.readLong(), in.readInt(), in.readLong(), in.readLong(), in.readLong());
            case MEMBERS -> readMembers(in);
            case ROSTER -> readRoster(in);
            case STOP -> new Stop(in.readInt());
            case BUS -> readBus(in);
            case DRAIN -> new Drain(in.readInt());
            case DRAINED -> new Drained();
            case SHED -> new Shed(in.readInt());
            case QUESTION -> new Question(in.readInt(), readLongText(in));
            case ANSWER -> new Answer(in.readInt(), in.readBoolean(), readLongText(in));
            case ANNOUNCEMENT -> announcement(ClusterEventCodec.read(in));
            default -> TypedMessage.Type.read(type, in);
        };
    }

    /** Whether a frame with its length field still on is a bus frame; then its head can be read without its body. */
    public static boolean isBus(ByteBuf whole) {
        return isOfType(BUS, BUS_OVERHEAD, whole);
    }

    /** Whether a frame with its length field still on is of that type, and has so many bytes at least. */
    static boolean isOfType(int type, int minBytes, ByteBuf whole) {
        int start = whole.readerIndex();
        return whole.readableBytes() >= minBytes && whole.getByte(start + LENGTH_BYTES) == VERSION
                && whole.getByte(start + LENGTH_BYTES + 1) == type;
    }

    /** The sender that a bus frame names, its length field still on. */
    public static int busFrom(ByteBuf whole) {
        return whole.getInt(whole.readerIndex() + LENGTH_BYTES + 2);
    }

    /** The receiver that a bus frame names, its length field still on. */
    public static int busTo(ByteBuf whole) {
        return whole.getInt(whole.readerIndex() + LENGTH_BYTES + 2 + Integer.BYTES);
    }

    private static Lane lane(int ordinal) {
        if (ordinal >= Lane.values().length) {
            throw new LinkException("unknown lane " + ordinal);
        }
        return Lane.values()[ordinal];
    }

    private static Members readMembers(ByteBuf in) {
        int count = in.readUnsignedShort();
        Set<Integer> serving = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            serving.add(in.readUnsignedShort());
        }
        return new Members(serving);
    }

    private static Roster readRoster(ByteBuf in) {
        boolean clusterReady = in.readBoolean();
        int count = in.readUnsignedShort();
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            seats.add(new Seat(in.readUnsignedShort(), in.readUnsignedShort(), in.readLong(), readText(in), in.readInt(),
                    in.readInt(), in.readLong(), in.readLong(), in.readDouble()));
        }
        return new Roster(clusterReady, seats);
    }

    private static void writeSeat(Seat seat, ByteBuf out) {
        out.writeShort(seat.id()).writeShort(seat.incarnation()).writeLong(seat.pid());
        writeText(seat.state(), out);
        out.writeInt(seat.restarts()).writeInt(seat.connections()).writeLong(seat.startedAtMillis())
                .writeLong(seat.rss()).writeDouble(seat.cpu());
    }

    private static Bus readBus(ByteBuf in) {
        int from = in.readInt();
        int to = in.readInt();
        return new Bus(from, to, readRest(in));
    }

    private static @Nullable Announcement announcement(@Nullable ClusterEvent event) {
        return event == null ? null : new Announcement(event);
    }

    static void writeLongText(String text, ByteBuf out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    static String readLongText(ByteBuf in) {
        int length = in.readInt();
        if (length < 0) {
            throw new LinkException("text of a negative length");
        }
        return in.readSlice(length).toString(StandardCharsets.UTF_8);
    }

    static void writeText(String text, ByteBuf out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    static String readText(ByteBuf in) {
        int length = in.readUnsignedShort();
        return in.readSlice(length).toString(StandardCharsets.UTF_8);
    }

    static void writeBytes(byte[] bytes, ByteBuf out) {
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    static byte[] readBytes(ByteBuf in) {
        int length = in.readInt();
        if (length < 0) {
            throw new LinkException("bytes of a negative length");
        }
        return readRest(in.readSlice(length)); // checks that they are there before it makes room for them
    }

    static byte[] readRest(ByteBuf in) {
        byte[] rest = new byte[in.readableBytes()];
        in.readBytes(rest);
        return rest;
    }
}
