package io.quarkiverse.socketio.it.chaos.attack;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Attacks with packets in MessagePack: few bytes that stand for many values, or announce many. */
final class MsgpackAttacks {
    private static final int ARRAY = 0xdd;
    private static final int MAP = 0xdf;
    private static final int TEXT = 0xdb;
    private static final int BYTES = 0xc6;
    private static final byte EMPTY_MAP = (byte) 0x80;
    private static final byte ARRAY_OF_ONE = (byte) 0x91;
    /** A date of npm notepack.io: extension type 0 in eight bytes. */
    private static final byte[] DATE = { (byte) 0xd7, 0, 0, 0, 1, 0, 0, 0, 0, 0 };
    private static final byte[] BIG_NUMBER = { (byte) 0xcf, -1, -1, -1, -1, -1, -1, -1, -1 };

    private MsgpackAttacks() {
    }

    private static RawWebSocket joined(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.webSocket();
        webSocket.next();
        webSocket.send(BINARY, Msgpack.encoded(packet(0)));
        webSocket.next();
        if (attacker.random.nextBoolean()) {
            attacker.drain(webSocket.http());
        }
        return webSocket;
    }

    private static ObjectNode packet(int type) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("nsp", "/");
    }

    /** Returns an event whose only argument begins with that format and length. */
    private static byte[] event(String name, int format, int length, byte[] content) throws IOException {
        byte[] head = Msgpack.encoded(packet(2));
        head[4]++; // one entry more
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(head);
        text(out, "data");
        out.writeByte(ARRAY);
        out.writeInt(2);
        text(out, name);
        out.writeByte(format);
        out.writeInt(length);
        out.write(content);
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.writeByte(TEXT);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] repeated(byte[] value, int times) {
        byte[] all = new byte[value.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(value, 0, all, i * value.length, value.length);
        }
        return all;
    }

    /** Up to a million values in one event, for a handler that keeps them two seconds or returns them. */
    static void values(Attacker attacker) throws IOException {
        byte[] value = switch (attacker.random.nextInt(3)) {
            case 0 -> DATE;
            case 1 -> BIG_NUMBER;
            default -> new byte[] { EMPTY_MAP };
        };
        int count = attacker.between(1000, Attacker.ALMOST_MAX_PAYLOAD / value.length);
        byte[] event = event(attacker.random.nextBoolean() ? "slow" : "echo", ARRAY, count, repeated(value, count));
        RawWebSocket webSocket = joined(attacker);
        while (attacker.goesOn()) {
            webSocket.send(BINARY, event);
        }
    }

    static void deep(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            byte[] nested = new byte[attacker.between(1, Attacker.ALMOST_MAX_PAYLOAD)];
            Arrays.fill(nested, ARRAY_OF_ONE);
            nested[nested.length - 1] = 0;
            RawWebSocket webSocket = joined(attacker);
            webSocket.send(BINARY, event("echo", ARRAY, 1, nested));
            attacker.pause(200);
            webSocket.close();
        }
    }

    /** Lengths of which nothing follows. */
    static void lengths(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            int format = new int[] { ARRAY, MAP, TEXT, BYTES }[attacker.random.nextInt(4)];
            RawWebSocket webSocket = joined(attacker);
            webSocket.send(BINARY, event("echo", format, attacker.random.nextInt(), new byte[attacker.between(0, 1000)]));
            attacker.pause(50);
            webSocket.close();
        }
    }

    /** Maps with many names. */
    static void names(Attacker attacker) throws IOException {
        int count = attacker.between(1, 45_000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream entries = new DataOutputStream(bytes);
        for (int i = 0; i < count; i++) {
            text(entries, Integer.toString(i, Character.MAX_RADIX));
            entries.writeByte(EMPTY_MAP);
        }
        byte[] event = event(attacker.random.nextBoolean() ? "slow" : "echo", MAP, count, bytes.toByteArray());
        RawWebSocket webSocket = joined(attacker);
        while (attacker.goesOn()) {
            webSocket.send(BINARY, event);
        }
    }
}
