package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Redis' pub/sub in memory: messages are delivered by {@link #settle}, in their order. */
final class FakeRedis {
    private final List<Connection> connections = new ArrayList<>();
    private final Queue<Runnable> deliveries = new ArrayDeque<>();
    private final List<String> published = new ArrayList<>();
    private boolean down;

    /** Returns the channels of the messages so far, in their order. */
    List<String> published() {
        return published;
    }

    void settle() {
        for (Runnable delivery = deliveries.poll(); delivery != null; delivery = deliveries.poll()) {
            delivery.run();
        }
    }

    /** Publishes as other software does. */
    void publish(String channel, byte[] message) {
        published.add(channel);
        for (Connection connection : connections) {
            connection.subscribed.stream().filter(name -> name.equals(channel) || matches(name, channel))
                    .forEach(name -> deliveries.add(() -> connection.receive(name, channel, message)));
        }
    }

    private static boolean matches(String pattern, String channel) {
        return pattern.endsWith("*")
                && channel.matches(Pattern.quote(pattern.substring(0, pattern.length() - 1).replace("\\", "")) + "(?s).*");
    }

    void goDown() {
        down = true;
    }

    RedisChannels connect() {
        Connection connection = new Connection();
        connections.add(connection);
        return connection;
    }

    /** Returns all channels and patterns that some server subscribed to. */
    Set<String> subscribed() {
        Set<String> all = new HashSet<>();
        connections.forEach(connection -> all.addAll(connection.subscribed));
        return all;
    }

    private final class Connection implements RedisChannels {
        private final Set<String> subscribed = new HashSet<>();
        private @Nullable Listener listener;

        private void receive(String subscription, String channel, byte[] message) {
            if (listener != null) {
                listener.onMessage(subscription, channel, message);
            }
        }

        @Override
        public void open(Listener only) {
            listener = only;
            only.onConnected();
        }

        @Override
        public CompletionStage<Void> started() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean publish(String channel, byte[] message) {
            if (!down) {
                FakeRedis.this.publish(channel, message);
            }
            return !down;
        }

        @Override
        public void subscribe(Collection<String> channels, Collection<String> patterns) {
            subscribed.addAll(channels);
            subscribed.addAll(patterns);
        }

        @Override
        public void unsubscribe(Collection<String> channels, Collection<String> patterns) {
            subscribed.removeAll(channels);
            subscribed.removeAll(patterns);
        }

        @Override
        public CompletionStage<List<Integer>> countSubscribers(List<String> channels) {
            if (down) {
                return CompletableFuture.failedFuture(new IllegalStateException("down"));
            }
            return CompletableFuture.completedFuture(channels.stream()
                    .map(name -> (int) connections.stream().filter(one -> one.subscribed.contains(name)).count()).toList());
        }

        @Override
        public boolean isConnected() {
            return !down;
        }

        @Override
        public void close() {
            connections.remove(this);
        }
    }
}
