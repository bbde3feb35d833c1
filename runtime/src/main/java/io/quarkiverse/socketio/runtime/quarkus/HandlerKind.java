package io.quarkiverse.socketio.runtime.quarkus;

import java.lang.annotation.Annotation;

import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnEvent;

/** What a method of a bean handles, and the annotation that says so. */
public enum HandlerKind {
    CONNECT(OnConnect.class),
    EVENT(OnEvent.class),
    DISCONNECT(OnDisconnect.class),
    BROADCAST(OnBroadcast.class);

    private final Class<? extends Annotation> annotation;

    HandlerKind(Class<? extends Annotation> annotation) {
        this.annotation = annotation;
    }

    public Class<? extends Annotation> annotation() {
        return annotation;
    }

    /** As it stands in source code. */
    @Override
    public String toString() {
        return "@" + annotation.getSimpleName();
    }
}
