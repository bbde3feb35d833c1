package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;

/** Whether a handler method acknowledges its event when it has finished, and with what; decided at build time. */
public enum AckMode {
    /** Not at all: no acknowledgement is possible. */
    NONE,
    /** Not at all: the method sends it by an {@code Ack} parameter. */
    BY_METHOD,
    /** Without arguments, when the method has finished. */
    EMPTY,
    /** With the result, which may be {@code null}. */
    VALUE,
    /** With the result, unless it is {@code null}. */
    VALUE_IF_PRESENT;

    public void send(Ack ack, @Nullable Object result) {
        if (this == EMPTY) {
            ack.send();
        } else if (this == VALUE || this == VALUE_IF_PRESENT && result != null) {
            ack.send(new Object[] { result });
        }
    }
}
