package io.quarkiverse.socketio.runtime.presence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.DataChannel;

/** Channels between hosts, on which messages can be lost or wait. It knows no list of servers, as Redis. Thread: one. */
final class FakeHosts {
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    /** Messages from the first to the second server that are lost. */
    BiPredicate<String, String> lost = (from, to) -> false;
    /** Messages that wait until they are released. */
    BiPredicate<String, byte[]> held = (to, data) -> false;
    final List<byte[]> sent = new ArrayList<>();

    DataChannel join(String name) {
        return new Channel(name);
    }

    /** The process dies, and says nothing. */
    void kill(String name) {
        channels.remove(name);
    }

    /** The connections are lost and return, as if Redis was started again. */
    void reconnect() {
        List.copyOf(channels.values()).forEach(channel -> {
            if (channel.listener != null) {
                channel.listener.onConnected();
            }
        });
    }

    void release() {
        held = (to, data) -> false;
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    private final class Channel implements DataChannel {
        private final String name;
        private @Nullable Listener listener;

        private Channel(String name) {
            this.name = name;
        }

        @Override
        public void listen(Listener only) {
            listener = only;
            channels.put(name, this);
        }

        @Override
        public void publish(byte[] data) {
            sent.add(data);
            List.copyOf(channels.keySet()).forEach(other -> deliver(other, data)); // Redis sends to the publisher too
        }

        @Override
        public void send(String server, byte[] data) {
            sent.add(data);
            deliver(server, data);
        }

        private void deliver(String to, byte[] data) {
            if (!channels.containsKey(name) || lost.test(name, to)) {
                return;
            }
            Runnable delivery = () -> {
                Channel receiver = channels.get(to);
                if (receiver != null && receiver.listener != null) {
                    receiver.listener.onData(name, data);
                }
            };
            if (held.test(to, data)) {
                waiting.add(delivery);
            } else {
                delivery.run();
            }
        }

        @Override
        public void close() {
            listener = null;
            channels.remove(name, this);
        }
    }
}
