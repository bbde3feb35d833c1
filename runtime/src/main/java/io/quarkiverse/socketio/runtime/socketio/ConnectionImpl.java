package io.quarkiverse.socketio.runtime.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Connection;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.socketio.dispatch.FailureLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SessionConnection;

/**
 * An Engine.IO session as the application sees it. Has a copy of the transport's name, since the session may only be read on
 * its event loop.
 * <p>
 * Thread: the public methods any, the others the session's event loop.
 */
final class ConnectionImpl implements SessionConnection {
    private final EngineSession session;
    private final FailureLog failures;
    private volatile String transport;
    private volatile @Nullable DisconnectReason closed;
    /** Only used on the event loop, as the next field. */
    private List<Consumer<String>> upgradeListeners = List.of();
    private List<Consumer<DisconnectReason>> closeListeners = List.of();

    ConnectionImpl(EngineSession session, FailureLog failures) {
        this.session = session;
        this.failures = failures;
        this.transport = session.transportName();
    }

    @Override
    public String sessionId() {
        return session.id();
    }

    @Override
    public boolean isClosed() {
        return closed != null;
    }

    @Override
    public String transport() {
        return transport;
    }

    @Override
    public int protocol() {
        return session.version();
    }

    @Override
    public String remoteAddress() {
        return session.request().remoteAddress();
    }

    @Override
    public Connection onUpgrade(Consumer<String> listener) {
        Objects.requireNonNull(listener, "The listener must not be null");
        session.loop().run(() -> upgradeListeners = with(upgradeListeners, listener));
        return this;
    }

    @Override
    public Connection onClose(Consumer<DisconnectReason> listener) {
        Objects.requireNonNull(listener, "The listener must not be null");
        session.loop().run(() -> {
            DisconnectReason reason = closed;
            if (reason == null) {
                closeListeners = with(closeListeners, listener);
            } else {
                callListeners(List.of(listener), reason);
            }
        });
        return this;
    }

    @Override
    public Connection offUpgrade(Consumer<String> listener) {
        session.loop().run(() -> upgradeListeners = without(upgradeListeners, listener));
        return this;
    }

    @Override
    public Connection offClose(Consumer<DisconnectReason> listener) {
        session.loop().run(() -> closeListeners = without(closeListeners, listener));
        return this;
    }

    private static <T> List<Consumer<T>> without(List<Consumer<T>> listeners, Consumer<T> one) {
        List<Consumer<T>> fewer = new ArrayList<>(listeners);
        fewer.remove(one);
        return fewer;
    }

    private static <T> List<Consumer<T>> with(List<Consumer<T>> listeners, Consumer<T> another) {
        List<Consumer<T>> more = new ArrayList<>(listeners.size() + 1);
        more.addAll(listeners);
        more.add(another);
        return more;
    }

    @Override
    public void close() {
        session.loop().run(() -> session.close(CloseReason.FORCED_CLOSE));
    }

    void onUpgraded() {
        transport = session.transportName();
        callListeners(upgradeListeners, transport);
        upgradeListeners = List.of();
    }

    void onClosed(DisconnectReason reason) {
        closed = reason;
        callListeners(closeListeners, reason);
        upgradeListeners = List.of();
        closeListeners = List.of();
    }

    private <T> void callListeners(List<Consumer<T>> listeners, T value) {
        for (Consumer<T> listener : listeners) {
            try {
                listener.accept(value);
            } catch (RuntimeException | Error e) { // application code may throw anything
                failures.log(session.loop().nanoTime(), e, "A listener of a connection failed", null);
            }
        }
    }
}
