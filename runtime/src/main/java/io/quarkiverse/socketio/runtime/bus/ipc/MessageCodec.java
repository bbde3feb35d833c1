package io.quarkiverse.socketio.runtime.bus.ipc;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.FieldReader;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;
import io.quarkiverse.socketio.runtime.bus.MessageKind;

/**
 * Cluster messages as bytes: a version, the sender's trace or nothing with its length in two bytes, the number of the kind, the
 * namespace, the fields in their order. A packet travels encoded, so that the receiver sends it on without parsing it.
 * <p>
 * Workers of two builds talk to each other while one takes the place of the other. What a reader does not know it skips:
 * messages of later versions, those of other kinds than it has, fields behind those that it reads.
 * <p>
 * Thread: any; stateless.
 */
final class MessageCodec {
    /** As much as W3C's baggage may have at least. */
    private static final int LONGEST_TRACE = 8192;

    private static final byte[] NO_TRACE = {};

    private MessageCodec() {
    }

    /**
     * A message that came.
     *
     * @param trace of its sender; {@code null} if it has none
     * @param skipped how many bytes were left out, as a later build wrote them
     */
    record Decoded(ClusterMessage message, @Nullable String trace, int skipped) {
    }

    static byte[] encode(ClusterMessage message) {
        return encode(message, null);
    }

    /** @param trace see {@link io.quarkiverse.socketio.runtime.bus.TraceCarrier}; one that is too long is left out */
    static byte[] encode(ClusterMessage message, @Nullable String trace) {
        byte[] carried = trace == null || trace.length() > LONGEST_TRACE ? NO_TRACE : trace.getBytes(StandardCharsets.UTF_8);
        FieldWriter out = new FieldWriter().int8(message.version()).int16(carried.length).raw(carried)
                .int8(message.kind().number()).string(message.namespace());
        message.write(out);
        return out.toByteArray();
    }

    /** @throws IllegalArgumentException if it is not a message, or of a version that is no longer known */
    static Decoded decode(byte[] bytes) {
        FieldReader in = new FieldReader(bytes);
        int version = in.int8();
        if (version < ClusterMessage.OLDEST_VERSION) {
            throw new IllegalArgumentException(
                    "message of version " + version + ", the oldest known is " + ClusterMessage.OLDEST_VERSION);
        }
        if (version > ClusterMessage.VERSION) {
            return new Decoded(new ClusterMessage.Unknown(""), null, in.finish());
        }
        int traceLength = in.int16();
        String trace = traceLength == 0 ? null : in.string(traceLength);
        MessageKind kind = MessageKind.of(in.int8());
        ClusterMessage message = kind == null ? new ClusterMessage.Unknown("") : kind.read(in.string(), in);
        return new Decoded(message, trace, in.finish());
    }
}
