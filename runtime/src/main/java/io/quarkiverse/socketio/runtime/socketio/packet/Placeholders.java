package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Checks the placeholders of a packet while its JSON is scanned: each names one of the attachments, and no attachment is named
 * twice, since an attachment that is named again and again would make a small packet huge for the receiver of an echo. The
 * order is free: clients whose maps have an order of their own (Java, Swift) do not write them in that of the attachments.
 * {@link #fill} replaces them when an argument is read.
 * <p>
 * Thread: one, for one packet.
 */
final class Placeholders {
    private static final String MARK = "_placeholder";
    private static final String NUMBER = "num";
    private static final int MAX_DIGITS = 9;

    /** The fields of an object that may be a placeholder. As in a tree, the last of equal fields counts. */
    static final class Candidate {
        private boolean marked;
        private int number = -1;
    }

    private final boolean[] named;

    /** @param attachments how many there are */
    Placeholders(int attachments) {
        this.named = new boolean[attachments];
    }

    /**
     * A field of an object was scanned.
     *
     * @param nameStart of the name, after its quote; {@code valueStart} that of the value, which ends at {@code end}
     * @param object the candidate of the fields before, {@code null} if there is none
     */
    @Nullable
    Candidate field(byte[] json, int nameStart, int valueStart, int end, @Nullable Candidate object) {
        if (is(json, nameStart, MARK)) {
            Candidate candidate = object == null ? new Candidate() : object;
            candidate.marked = json[valueStart] == 't';
            return candidate;
        }
        if (is(json, nameStart, NUMBER)) {
            Candidate candidate = object == null ? new Candidate() : object;
            candidate.number = number(json, valueStart, end);
            return candidate;
        }
        return object;
    }

    /** Checks an object at its end: a placeholder must name an attachment, which no other placeholder names. */
    void end(Candidate object) throws InvalidPacketException {
        if (!object.marked) {
            return;
        }
        if (object.number < 0 || object.number >= named.length || named[object.number]) {
            throw new InvalidPacketException("illegal attachments");
        }
        named[object.number] = true;
    }

    /** Returns a value, which was checked, with the attachments in place of their placeholders. */
    static JsonNode fill(JsonNode node, List<byte[]> attachments) {
        if (BooleanNode.TRUE.equals(node.get(MARK))) {
            return BinaryNode.valueOf(attachments.get(node.path(NUMBER).intValue()));
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, fill(array.get(i), attachments));
            }
        } else if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(fill(field.getValue(), attachments)));
        }
        return node;
    }

    /** Whether the string that starts after its quote equals the name; its characters may be escaped. */
    private static boolean is(byte[] json, int start, String name) {
        int at = start;
        for (int i = 0; i < name.length(); i++) {
            int c = json[at++];
            if (c == '\\') {
                if (json[at++] != 'u') { // no other escape stands for a character of the names
                    return false;
                }
                c = 0;
                for (int digit = 0; digit < 4; digit++) {
                    c = c << 4 | Character.digit(json[at++], 16);
                }
            }
            if (c != name.charAt(i)) {
                return false;
            }
        }
        return json[at] == '"';
    }

    /** Returns a whole number that is not negative, or -1. */
    private static int number(byte[] json, int start, int end) {
        if (end - start > MAX_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = start; i < end; i++) {
            if (json[i] < '0' || json[i] > '9') {
                return -1;
            }
            number = 10 * number + json[i] - '0';
        }
        return number;
    }
}
