package io.quarkiverse.socketio.test;

import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * A packet of Engine.IO that the client sends.
 * <p>
 * Thread: any; immutable.
 *
 * @param text the packet with its type; empty for a binary message
 * @param binary the data of a binary message
 */
record EngineMessage(String text, byte @Nullable [] binary) {
    static final EngineMessage CLOSE = new EngineMessage("1", null);
    static final EngineMessage PONG = new EngineMessage("3", null);
    static final String PROBE = "2probe";
    static final String UPGRADE = "5";
    private static final String MESSAGE = "4";

    /** Returns a message that is a text of Socket.IO. */
    static EngineMessage message(String text) {
        return new EngineMessage(MESSAGE + text, null);
    }

    /** Returns a message that is an attachment. */
    static EngineMessage message(byte[] data) {
        return new EngineMessage("", data);
    }

    /** Returns it as a part of a request's body (protocol v4, "HTTP long-polling"). */
    String inPayload() {
        return binary == null ? text : "b" + Base64.getEncoder().encodeToString(binary);
    }
}
