package io.quarkiverse.socketio.runtime.bus;

import java.util.List;

/**
 * The messages that a {@link CompositeBus} adds to those of its user, to keep the order of sequenced
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
}
