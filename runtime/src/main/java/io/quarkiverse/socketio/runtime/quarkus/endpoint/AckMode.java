package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;

/** How what a method returned answers the event. */
public enum AckMode {
    /** Nobody asks, or the method answers by itself. */
    NONE {
        @Override
        public void send(Ack ack, @Nullable Object result) {
        }
    },
    /** With no argument: the method is done. */
    EMPTY {
        @Override
        public void send(Ack ack, @Nullable Object result) {
            ack.send();
        }
    },
    /** With what was returned; {@code null} too is a value. */
    VALUE {
        @Override
        public void send(Ack ack, @Nullable Object result) {
            ack.send(new Object[] { result });
        }
    };

    public abstract void send(Ack ack, @Nullable Object result);
}
