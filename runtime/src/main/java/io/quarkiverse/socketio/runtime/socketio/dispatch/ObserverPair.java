package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.Map;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Socket;

/**
 * Two observers of one namespace, each of which may be a pair again. What one throws does not keep the other from being called.
 * <p>
 * Thread: as {@link SocketObserver}.
 */
record ObserverPair(SocketObserver first, SocketObserver second) implements SocketObserver {

    @Override
    public boolean isActive() {
        return first.isActive() || second.isActive();
    }

    @Override
    public void onReceived(Socket socket, String event, Arguments arguments) {
        try {
            if (first.isActive()) {
                first.onReceived(socket, event, arguments);
            }
        } finally {
            if (second.isActive()) {
                second.onReceived(socket, event, arguments);
            }
        }
    }

    @Override
    public void onSent(Socket socket, String event, Arguments arguments) {
        try {
            if (first.isActive()) {
                first.onSent(socket, event, arguments);
            }
        } finally {
            if (second.isActive()) {
                second.onSent(socket, event, arguments);
            }
        }
    }

    @Override
    public void onUpgraded(Socket socket) {
        first.onUpgraded(socket);
        second.onUpgraded(socket);
    }

    @Override
    public void onDataChanged(Socket socket) {
        try {
            if (first.isActive()) {
                first.onDataChanged(socket);
            }
        } finally {
            if (second.isActive()) {
                second.onDataChanged(socket);
            }
        }
    }

    @Override
    public Map<String, Object> dataForServers(Socket socket, Map<String, Object> data) {
        return second.dataForServers(socket, first.dataForServers(socket, data));
    }
}
