package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.lang.annotation.Annotation;

import io.quarkiverse.socketio.OnAnyEvent;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnDisconnecting;
import io.quarkiverse.socketio.OnError;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;

/** The kinds of handler methods, each with its annotation. */
public enum HandlerKind {
    HANDSHAKE(OnHandshake.class),
    CONNECT(OnConnect.class),
    ANY_EVENT(OnAnyEvent.class),
    EVENT(OnEvent.class),
    ERROR(OnError.class),
    DISCONNECTING(OnDisconnecting.class),
    DISCONNECT(OnDisconnect.class),
    BROADCAST(OnBroadcast.class);

    private final Class<? extends Annotation> annotation;

    HandlerKind(Class<? extends Annotation> annotation) {
        this.annotation = annotation;
    }

    public Class<? extends Annotation> annotation() {
        return annotation;
    }

    /** Returns the annotation as in source code, for messages. */
    @Override
    public String toString() {
        return "@" + annotation.getSimpleName();
    }
}
