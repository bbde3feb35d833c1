package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.HostMessages;

/**
 * Converts messages of the bus to entries of a stream and back. An entry of a sequenced message has one field more than Node's,
 * which these ignore: the number of the message among those of its sender.
 * <p>
 * Thread: any; stateless.
 */
final class StreamMessages {
    private static final String UID = "uid";
    private static final String INDEX = "n";

    private final NodeMessages messages;

    StreamMessages(NodeMessages messages) {
        this.messages = messages;
    }

    /**
     * A message of a server.
     *
     * @param index the number of a sequenced message; 0 for others, and those of Node's servers
     * @param kept whether clients that are disconnected may receive it later
     */
    record Received(String uid, ClusterMessage message, long index, boolean kept) {
    }

    Map<String, String> toEntry(String uid, ClusterMessage message) {
        return NodeMessageCodec.encodeEntry(messages.toNode(uid, message));
    }

    Map<String, String> toEntry(String uid, HostMessages.Indexed sequenced) {
        Map<String, String> fields = toEntry(uid, sequenced.message());
        fields.put(INDEX, Long.toString(sequenced.index()));
        return fields;
    }

    static String uid(StreamEntry entry) {
        return entry.fields().getOrDefault(UID, "");
    }

    /** Returns the number of a sequenced message; 0 if the entry has none. */
    static long index(StreamEntry entry) {
        String index = entry.fields().get(INDEX);
        try {
            return index == null ? 0 : Math.max(0, Long.parseLong(index));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * @return {@code null} for an entry of a type that is not handled
     * @throws IllegalArgumentException if it is no message
     */
    @Nullable
    Received ofEntry(StreamEntry entry) {
        NodeMessage node = NodeMessageCodec.decodeEntry(entry.fields());
        ClusterMessage message = messages.fromNode(node);
        if (message == null) {
            return null;
        }
        // Node's servers write an event for one client that asks for an acknowledgement, and give it no offset
        boolean asks = node.data() != null && node.data().path("packet").has("id");
        return new Received(node.uid(), message, index(entry),
                message.isKept() && !asks);
    }

    byte[] toChannel(String uid, ClusterMessage message) {
        return NodeMessageCodec.encodeMessagePack(messages.toNode(uid, message));
    }

    /** As {@link #ofEntry}, of a message in a channel. */
    @Nullable
    Received ofChannel(byte[] bytes) {
        NodeMessage node = NodeMessageCodec.decode(bytes);
        ClusterMessage message = messages.fromNode(node);
        return message == null ? null : new Received(node.uid(), message, 0, false);
    }
}
