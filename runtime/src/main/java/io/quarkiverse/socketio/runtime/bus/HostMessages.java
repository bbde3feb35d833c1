package io.quarkiverse.socketio.runtime.bus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The messages that a {@link CompositeBus} or a {@link HostOrderBus} adds to those of its user, to keep the order of sequenced
 * messages, and hides from its listener.
 */
public interface HostMessages {

    /**
     * A sequenced message of a server that is on two buses.
     *
     * @param index counts the sequenced messages of its sender, from 1 on
     */
    record Indexed(long index, ClusterMessage message) implements ClusterMessage {
        static Indexed read(String namespace, FieldReader in) {
            long index = in.int64();
            MessageKind kind = MessageKind.of(in.int8());
            return new Indexed(index, kind == null || kind == MessageKind.INDEXED ? new Unknown(namespace)
                    : kind.read(namespace, in));
        }

        @Override
        public void write(FieldWriter out) {
            out.int64(index).int8(message.kind().number());
            message.write(out);
        }

        @Override
        public String namespace() {
            return message.namespace();
        }

        @Override
        public int version() {
            return message.version();
        }
    }

    /**
     * Marks, on the bus of the host, the position of the sequenced message of that index among the other messages of its
     * sender.
     */
    record IndexedElsewhere(long index) implements ClusterMessage {
        static IndexedElsewhere read(String namespace, FieldReader in) {
            return new IndexedElsewhere(in.int64());
        }

        @Override
        public void write(FieldWriter out) {
            out.int64(index);
        }

        @Override
        public String namespace() {
            return "";
        }
    }

    /**
     * Asks a server for its sequenced messages of these indexes, whose marks were received and which were not.
     */
    record FetchIndexed(List<Long> indexes) implements ClusterMessage {
        static FetchIndexed read(String namespace, FieldReader in) {
            return new FetchIndexed(in.list(FieldReader::int64));
        }

        @Override
        public void write(FieldWriter out) {
            out.list(indexes, FieldWriter::int64);
        }

        @Override
        public String namespace() {
            return "";
        }
    }

    /**
     * A kept message of another host, sequenced for all servers of this one.
     *
     * @param key a hash of the content
     * @param from its sender
     */
    record Imported(long key, String from, ClusterMessage message) implements ClusterMessage {
        static Imported read(String namespace, FieldReader in) {
            long key = in.int64();
            String from = in.string();
            MessageKind kind = MessageKind.of(in.int8());
            return new Imported(key, from, kind != MessageKind.BROADCAST && kind != MessageKind.DISCONNECT_SOCKETS
                    ? new Unknown(namespace)
                    : kind.read(namespace, in));
        }

        /** Returns the key of a message with that sender. */
        static long key(String from, byte[] content) {
            try {
                MessageDigest hash = MessageDigest.getInstance("SHA-256");
                hash.update(from.getBytes(StandardCharsets.UTF_8));
                return ByteBuffer.wrap(hash.digest(content)).getLong();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("[BUG] every JDK has SHA-256", e);
            }
        }

        @Override
        public void write(FieldWriter out) {
            out.int64(key).string(from).int8(message.kind().number());
            message.write(out);
        }

        @Override
        public String namespace() {
            return message.namespace();
        }

        @Override
        public int version() {
            return message.version();
        }
    }
}
