package io.quarkiverse.socketio.runtime.bus;

/**
 * The messages that an {@link OrderedHostsBus} adds to those of its user, and hides from its listener.
 */
public sealed interface HostMessages extends ClusterMessage {

    /**
     * An ordered command of a server that is on two buses.
     *
     * @param index counts the ordered commands of its sender, from 1 on
     */
    record Indexed(long index, ClusterMessage message) implements HostMessages {
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
     * Marks, on the bus of the host, the position of the sequenced message of that index, for which servers of earlier builds
     * wait.
     */
    record IndexedElsewhere(long index) implements HostMessages {
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

    /** Says to the servers of this host that the sender takes commands from the bus between hosts, unlike earlier builds. */
    record ReadsOrder() implements HostMessages {
        static ReadsOrder read(String namespace, FieldReader in) {
            return new ReadsOrder();
        }

        @Override
        public void write(FieldWriter out) {
            // has no fields
        }

        @Override
        public String namespace() {
            return "";
        }
    }
}
