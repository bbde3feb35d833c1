package io.quarkiverse.socketio.runtime.bus.ipc;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.FieldReader;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;
import io.quarkiverse.socketio.runtime.bus.MessageKind;

/**
 * Encodes cluster messages as bytes, and decodes them: a version, the length (two bytes) and bytes of the sender's trace, the
 * number of the kind, the namespace, the fields in their order. Packets are already encoded for clients, so that the receiver
 * sends them on without parsing them.
 * <p>
 * Workers of two builds exchange messages during a rolling update. A reader skips what it does not know: messages of later
 * versions, those of unknown kinds, fields behind those that it reads.
 * <p>
 * Thread: any; stateless.
 */
final class MessageCodec {
    /** The maximum number of characters of a trace: the size that W3C's baggage must at least be able to have. */
    private static final int MAX_TRACE_LENGTH = 8192;

    private static final byte[] NO_TRACE = {};

    private MessageCodec() {
    }

    /**
     * A decoded message.
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
        byte[] carried = trace == null || trace.length() > MAX_TRACE_LENGTH ? NO_TRACE : trace.getBytes(StandardCharsets.UTF_8);
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
