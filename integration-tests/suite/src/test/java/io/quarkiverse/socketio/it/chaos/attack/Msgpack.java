package io.quarkiverse.socketio.it.chaos.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A session in which Socket.IO packets are maps in MessagePack, as npm socket.io-msgpack-parser encodes them. Its user sends
 * and receives them in the default encoding.
 * <p>
 * Thread: as that of the session.
 *
 * @param session passes binary packets as "b" and Base64, as long-polling does
 */
record Msgpack(Session session) implements Session {
    private static final Pattern PACKET = Pattern.compile("4(\\d)(\\d*)(.*)", Pattern.DOTALL);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Override
    public List<String> receive() throws IOException {
        List<String> packets = session.receive();
        return packets.stream().map(packet -> packet.startsWith("b") ? decoded(packet) : packet).toList();
    }

    private static String decoded(String packet) {
        JsonNode map = read(ByteBuffer.wrap(Base64.getDecoder().decode(packet.substring(1))));
        return "4" + map.get("type").intValue() + map.path("id").asText() + map.path("data");
    }

    @Override
    public void send(String packet) throws IOException {
        Matcher parts = PACKET.matcher(packet);
        if (!parts.matches()) {
            session.send(packet);
            return;
        }
        ObjectNode map = NODES.objectNode().put("type", Integer.parseInt(parts.group(1))).put("nsp", "/");
        if (!parts.group(2).isEmpty()) {
            map.put("id", Integer.parseInt(parts.group(2)));
        }
        if (!parts.group(3).isEmpty()) {
            map.set("data", JSON.readTree(parts.group(3)));
        }
        session.send("b" + Base64.getEncoder().encodeToString(encoded(map)));
    }

    @Override
    public void close() throws IOException {
        session.close();
    }

    static byte[] encoded(JsonNode value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(new DataOutputStream(bytes), value);
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, JsonNode value) throws IOException {
        if (value.isObject()) {
            out.writeByte(0xdf);
            out.writeInt(value.size());
            for (Iterator<Map.Entry<String, JsonNode>> entries = value.fields(); entries.hasNext();) {
                Map.Entry<String, JsonNode> entry = entries.next();
                writeText(out, entry.getKey());
                write(out, entry.getValue());
            }
        } else if (value.isArray()) {
            out.writeByte(0xdd);
            out.writeInt(value.size());
            for (JsonNode element : value) {
                write(out, element);
            }
        } else if (value.isInt()) {
            out.writeByte(0xd2);
            out.writeInt(value.intValue());
        } else if (value.isTextual()) {
            writeText(out, value.textValue());
        } else {
            throw new IllegalArgumentException(value + " is none of what clients of this test send");
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte(0xdb);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static JsonNode read(ByteBuffer in) {
        int head = in.get();
        if (head >= -32) {
            return NODES.numberNode(head);
        }
        return switch (head & 0xff) {
            case 0xc0 -> NODES.nullNode();
            case 0xc2, 0xc3 -> NODES.booleanNode((head & 1) != 0);
            case 0xcc -> NODES.numberNode(in.get() & 0xff);
            case 0xcd -> NODES.numberNode(in.getShort() & 0xffff);
            case 0xce -> NODES.numberNode(in.getInt() & 0xffff_ffffL);
            case 0xcf, 0xd3 -> NODES.numberNode(in.getLong());
            case 0xd0 -> NODES.numberNode(in.get());
            case 0xd1 -> NODES.numberNode(in.getShort());
            case 0xd2 -> NODES.numberNode(in.getInt());
            case 0xd9 -> text(in, in.get() & 0xff);
            case 0xda -> text(in, in.getShort() & 0xffff);
            case 0xdb -> text(in, in.getInt());
            case 0xdc -> array(in, in.getShort() & 0xffff);
            case 0xdd -> array(in, in.getInt());
            case 0xde -> map(in, in.getShort() & 0xffff);
            case 0xdf -> map(in, in.getInt());
            default -> fixed(in, head & 0xff);
        };
    }

    private static JsonNode fixed(ByteBuffer in, int head) {
        return switch (head >> 4) {
            case 0x8 -> map(in, head & 0x0f);
            case 0x9 -> array(in, head & 0x0f);
            case 0xa, 0xb -> text(in, head & 0x1f);
            default -> throw new IllegalArgumentException("format " + head + " is none of what this test is sent");
        };
    }

    private static JsonNode text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return NODES.textNode(new String(bytes, StandardCharsets.UTF_8));
    }

    private static JsonNode array(ByteBuffer in, int length) {
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < length; i++) {
            array.add(read(in));
        }
        return array;
    }

    private static JsonNode map(ByteBuffer in, int length) {
        ObjectNode map = NODES.objectNode();
        for (int i = 0; i < length; i++) {
            String name = read(in).textValue();
            map.set(name, read(in));
        }
        return map;
    }
}
