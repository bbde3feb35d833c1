package io.quarkiverse.socketio.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.MsgpackPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/** Measures the cost of one packet between the transport and the handler. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParserBenchmark {
    public record Line(String room, String text, long sent) {
    }

    public record Item(int id, String name, double price, List<String> tags) {
    }

    public record Order(String customer, List<Item> items) {
    }

    private static final String TEXT = "x".repeat(88);
    private static final Line LINE = new Line("lobby", "y".repeat(28), 1_700_000_000_000L);
    private static final Order ORDER = order();

    @Param({ "json", "msgpack" })
    String encoding = "json";

    private PacketParser parser;
    private ByteBuf text100;
    private ByteBuf line100;
    private ByteBuf order10k;
    private ByteBuf mixed100;

    @Setup
    public void encode() {
        parser = encoding.equals("json") ? new JsonPacketParser(new ObjectMapper(), 10)
                : new MsgpackPacketParser(new ObjectMapper());
        text100 = event(TEXT);
        line100 = event(LINE);
        order10k = event(ORDER);
        mixed100 = event("x".repeat(20), 7, List.of("a", true), new Line("lobby", "y".repeat(12), 1));
    }

    private ByteBuf event(Object... args) {
        EncodedPacket packet = parser.encodeEvent("/", IncomingPacket.NO_ACK, "message", args);
        return Unpooled.wrappedBuffer(packet.text().length > 0 ? packet.text() : packet.attachments().get(0));
    }

    private static Order order() {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 125; i++) {
            items.add(new Item(i, "an item of the \u00f6rder", 9.5 + i, List.of("red", "small")));
        }
        return new Order("somebody", items);
    }

    private IncomingPacket decode(ByteBuf packet) throws InvalidPacketException {
        return parser instanceof MsgpackPacketParser ? parser.decodeBinary(packet.duplicate())
                : parser.decode(packet.duplicate());
    }

    @Benchmark
    public Object textToString() throws InvalidPacketException {
        return decode(text100).arguments().get(0, String.class);
    }

    @Benchmark
    public Object textToRecord() throws InvalidPacketException {
        return decode(line100).arguments().get(0, Line.class);
    }

    @Benchmark
    public Object largeToRecord() throws InvalidPacketException {
        return decode(order10k).arguments().get(0, Order.class);
    }

    @Benchmark
    public Object largeUnread() throws InvalidPacketException {
        return decode(order10k).event();
    }

    @Benchmark
    public Object echoOfAll() throws InvalidPacketException {
        IncomingPacket packet = decode(mixed100);
        return parser.encodeEvent("/", IncomingPacket.NO_ACK, packet.event(), packet.arguments().toList().toArray());
    }

    @Benchmark
    public Object textAcknowledged() {
        return parser.encodeAck("/", 1234, TEXT);
    }

    @Benchmark
    public Object recordEncoded() {
        return parser.encodeEvent("/", IncomingPacket.NO_ACK, "message", LINE);
    }

    @Benchmark
    public Object largeEncoded() {
        return parser.encodeEvent("/", IncomingPacket.NO_ACK, "message", ORDER);
    }

    /** To see how large the texts are. */
    public static void main(String[] args) {
        ParserBenchmark packets = new ParserBenchmark();
        packets.encode();
        for (ByteBuf text : List.of(packets.text100, packets.line100, packets.mixed100, packets.order10k)) {
            System.out.println(text.readableBytes() + " " + text.toString(StandardCharsets.UTF_8).substring(0, 90));
        }
    }
}
