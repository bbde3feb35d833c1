package io.quarkiverse.socketio.runtime.bus;

/** Data of a {@link DataChannel}, whose form the bus does not know; of no namespace. */
public record ServerData(byte[] bytes) implements ClusterMessage {
    static ServerData read(String namespace, FieldReader in) {
        return new ServerData(in.bytes());
    }

    @Override
    public void write(FieldWriter out) {
        out.bytes(bytes);
    }

    @Override
    public String namespace() {
        return "";
    }
}
