package io.quarkiverse.socketio.deployment;

import java.util.ArrayList;
import java.util.List;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.MethodInfo;

import io.quarkiverse.socketio.SocketIOException;

/**
 * The rules that the application breaks, all of them, so that one build tells them all.
 * <p>
 * Thread: one build step.
 */
final class Problems {
    private final List<String> texts = new ArrayList<>();

    void add(MethodInfo method, String rule) {
        add(method.declaringClass().name() + "#" + method.name() + " " + rule);
    }

    void add(ClassInfo type, String rule) {
        add(type.name() + " " + rule);
    }

    private void add(String text) {
        // a method that several beans inherit breaks its rule once
        if (!texts.contains(text)) {
            texts.add(text);
        }
    }

    /** Fails the build, if there are any. */
    void fail() {
        if (!texts.isEmpty()) {
            throw new SocketIOException("Socket.IO handlers that cannot work:\n - " + String.join("\n - ", texts));
        }
    }
}
