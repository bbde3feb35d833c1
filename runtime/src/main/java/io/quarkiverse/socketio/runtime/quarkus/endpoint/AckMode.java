package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;

/** Whether a handler method acknowledges its event when it has finished, and with what; decided at build time. */
public enum AckMode {
    /** Not at all: no acknowledgement is possible, or the method sends it by an {@code Ack} parameter. */
    NONE {
        @Override
        public void send(Ack ack, @Nullable Object result) {
        }
    },
    /** Without arguments, when the method has finished. */
    EMPTY {
        @Override
        public void send(Ack ack, @Nullable Object result) {
            ack.send();
        }
    },
    /** With the result, which may be {@code null}. */
    VALUE {
        @Override
        public void send(Ack ack, @Nullable Object result) {
            ack.send(new Object[] { result });
        }
    };

    public abstract void send(Ack ack, @Nullable Object result);
}
