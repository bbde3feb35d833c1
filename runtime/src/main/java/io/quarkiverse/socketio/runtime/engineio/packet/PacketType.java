package io.quarkiverse.socketio.runtime.engineio.packet;

import org.jspecify.annotations.Nullable;

/** The type of an Engine.IO packet, its first character (protocol v4, "Packet encoding"). */
public enum PacketType {
    OPEN,
    CLOSE,
    PING,
    PONG,
    MESSAGE,
    UPGRADE,
    NOOP;

    private static final PacketType[] VALUES = values();

    byte code() {
        return (byte) ('0' + ordinal());
    }

    static @Nullable PacketType of(byte code) {
        int index = code - '0';
        return index >= 0 && index < VALUES.length ? VALUES[index] : null;
    }
}
