package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;

/**
 * What an event carries: its bytes with a number in them, by which an answer shows that it belongs to its event.
 * <p>
 * Thread: one at a time.
 */
final class Payload {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NUMBER = "#000000000";
    private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

    private final String event;
    private final boolean binary;
    private final ByteBuf bytes;
    private final int numberAt;

    record Item(int id, String name, double price, List<String> tags) {
    }

    record Order(String customer, List<Item> items) {
    }

    private Payload(String event, boolean binary, byte[] bytes) {
        this.event = event;
        this.binary = binary;
        this.bytes = Unpooled.wrappedBuffer(bytes);
        this.numberAt = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(NUMBER) + 1;
    }

    /** A text of that many characters. */
    static Payload text(String event, int length) {
        return new Payload(event, false,
                ('"' + NUMBER + "x".repeat(length - NUMBER.length()) + '"').getBytes(StandardCharsets.US_ASCII));
    }

    /** A record of about a kilobyte. */
    static Payload record() {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            items.add(new Item(100 + i, "an item of the order " + i, 9.5 + i, List.of("red", "small")));
        }
        try {
            return new Payload("record", false, JSON.writeValueAsBytes(new Order("customer " + NUMBER, items)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A kilobyte of binary data. */
    static Payload binary() {
        byte[] data = new byte[1024];
        new Random(1).nextBytes(data);
        System.arraycopy(NUMBER.getBytes(StandardCharsets.US_ASCII), 0, data, 0, NUMBER.length());
        return new Payload("binary", true, data);
    }

    /** Returns the argument of an event as JSON, with the number in it. */
    ByteBuf numbered(int number) {
        int rest = number;
        for (int i = NUMBER.length() - 2; i >= 0; i--) {
            bytes.setByte(numberAt + i, '0' + rest % 10);
            rest /= 10;
        }
        return bytes;
    }

    /** Writes the event with the number as its id, which asks for an acknowledgement. */
    void send(Client client, String prefix, int number) {
        client.send(Frames.TEXT, packet(prefix, number));
        if (binary) {
            client.send(Frames.BINARY, numbered(number));
        }
    }

    /** Returns the text of the event, with the number as its id. */
    ByteBuf packet(String prefix, int number) {
        ByteBuf argument = binary ? Unpooled.copiedBuffer(PLACEHOLDER, StandardCharsets.US_ASCII) : numbered(number);
        ByteBuf packet = Unpooled.buffer(argument.readableBytes() + 64);
        packet.writeCharSequence((binary ? "451-" : "42") + prefix + number + "[\"" + event + "\",", StandardCharsets.US_ASCII);
        return packet.writeBytes(argument, argument.readerIndex(), argument.readableBytes()).writeByte(']');
    }

    /**
     * Reads the id of an acknowledgement and checks that it has the event's argument.
     *
     * @return the number of the event
     */
    int acknowledged(ByteBuf packet, String prefix) {
        int at = packet.readerIndex();
        String type = binary ? "461-" : "43";
        if (!packet.toString(at, type.length(), StandardCharsets.US_ASCII).equals(type)) {
            throw wrong(packet);
        }
        at += type.length() + prefix.length();
        int number = 0;
        for (; packet.getByte(at) != '['; at++) {
            number = number * 10 + packet.getByte(at) - '0';
        }
        ByteBuf argument = packet.slice(at + 1, packet.writerIndex() - at - 2);
        if (!binary && !argument.equals(numbered(number)) && !isSameTree(argument)) {
            throw wrong(packet);
        }
        return number;
    }

    /** Checks that an attachment is that of the event. */
    void check(ByteBuf attachment, int number) {
        if (!attachment.equals(numbered(number))) {
            throw wrong(attachment);
        }
    }

    boolean isBinary() {
        return binary;
    }

    /** For servers that write the same JSON in another way. */
    private boolean isSameTree(ByteBuf argument) {
        try {
            return JSON.readTree((java.io.InputStream) new ByteBufInputStream(argument.duplicate()))
                    .equals(JSON.readTree((java.io.InputStream) new ByteBufInputStream(bytes.duplicate())));
        } catch (IOException e) {
            return false;
        }
    }

    static LoadException wrong(ByteBuf packet) {
        String text = packet.toString(StandardCharsets.UTF_8);
        return new LoadException("wrong data: " + text.substring(0, Math.min(200, text.length())));
    }
}
