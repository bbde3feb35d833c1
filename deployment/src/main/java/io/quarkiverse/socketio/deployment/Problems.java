package io.quarkiverse.socketio.deployment;

import java.util.ArrayList;
import java.util.List;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.MethodInfo;

import io.quarkiverse.socketio.SocketIOException;

/**
 * Collects all violations of rules in the application, so that one build failure reports them all.
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
        // a method that several beans inherit is reported once
        if (!texts.contains(text)) {
            texts.add(text);
        }
    }

    /** Fails the build if there are any. */
    void failIfAny() {
        if (!texts.isEmpty()) {
            throw new SocketIOException("Socket.IO handlers that cannot work:\n - " + String.join("\n - ", texts));
        }
    }
}
