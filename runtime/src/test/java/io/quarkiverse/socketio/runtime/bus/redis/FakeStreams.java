package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** A Redis in memory, whose time and whose connections the test controls. Thread: the test's. */
final class FakeStreams {
    /** By key: the entries. */
    final Map<String, TreeMap<StreamId, Map<String, String>>> streams = new HashMap<>();
    final Map<String, String> values = new HashMap<>();
    /** The commands that were executed, for those that a test looks at. */
    final List<String> commands = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private long millis = 1_795_219_140_000L;
    private long sequence;

    /** Executes all commands, and lets all responses arrive. */
    void settle() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    /** Executes one command, or lets one response arrive. */
    boolean step() {
        Runnable task = next();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    private @Nullable Runnable next() {
        for (Connection connection : List.copyOf(connections)) {
            connection.wake();
        }
        return tasks.poll();
    }

    void pass(Duration time) {
        millis += time.toMillis();
        sequence = 0;
    }

    /** The next entries have that number in their millisecond. */
    void sequence(long next) {
        sequence = next;
    }

    /** Adds an entry of another program. */
    StreamId add(String stream, Map<String, String> fields) {
        StreamId id = new StreamId(millis, sequence++);
        streams.computeIfAbsent(stream, name -> new TreeMap<>()).put(id, fields);
        return id;
    }

    /** Removes the oldest entries of a stream but so many. */
    void trim(String stream, int length) {
        TreeMap<StreamId, Map<String, String>> entries = streams.get(stream);
        while (entries != null && entries.size() > length) {
            entries.pollFirstEntry();
        }
    }

    Connection connect() {
        Connection connection = new Connection();
        connections.add(connection);
        return connection;
    }

    /** The connections of one server. */
    final class Connection implements RedisStreams, RedisValues, RedisChannels {
        private final Set<String> subscriptions = new HashSet<>();
        private RedisStreams.@Nullable Listener streamListener;
        private RedisChannels.@Nullable Listener channelListener;
        private @Nullable Runnable waiting;
        private boolean up = true;
        private boolean losesWrites;
        private boolean outOfMemory;
        private int generation;
        /** The most entries of a read. */
        int maxCount;

        void cut() {
            up = false;
            generation++;
            waiting = null;
            if (streamListener != null) {
                streamListener.onDisconnected();
            }
        }

        void restore() {
            up = true;
            if (streamListener != null) {
                tasks.add(streamListener::onConnected);
            }
        }

        /** Redis executes commands, and its responses are lost. */
        void loseConfirmations() {
            losesWrites = true;
        }

        void refuseWrites(boolean refuses) {
            outOfMemory = refuses;
        }

        private <T> CompletionStage<T> run(Supplier<T> command) {
            CompletableFuture<T> result = new CompletableFuture<>();
            int present = generation;
            if (!up) {
                tasks.add(() -> result.completeExceptionally(new IllegalStateException("not connected")));
                return result;
            }
            tasks.add(() -> {
                if (present != generation) {
                    result.completeExceptionally(new IllegalStateException("connection closed"));
                    return;
                }
                try {
                    T value = command.get();
                    tasks.add(() -> result.complete(value));
                } catch (IllegalStateException e) {
                    tasks.add(() -> result.completeExceptionally(e));
                }
            });
            return result;
        }

        @Override
        public void open(RedisStreams.Listener listener) {
            streamListener = listener;
            if (up) {
                tasks.add(listener::onConnected);
            }
        }

        @Override
        public @Nullable CompletionStage<StreamId> add(String stream, int maxLen, Map<String, String> fields) {
            if (!up) {
                return null;
            }
            CompletionStage<StreamId> id = run(() -> {
                if (outOfMemory) {
                    throw new IllegalStateException("OOM command not allowed when used memory > 'maxmemory'.");
                }
                commands.add("XADD " + stream + " MAXLEN ~ " + maxLen + " * " + String.join(" ", words(fields)));
                return FakeStreams.this.add(stream, new LinkedHashMap<>(fields));
            });
            return losesWrites ? new CompletableFuture<>() : id;
        }

        private List<String> words(Map<String, String> fields) {
            List<String> words = new ArrayList<>();
            fields.forEach((name, value) -> words.addAll(List.of(name, value)));
            return words;
        }

        @Override
        public CompletionStage<Map<String, List<StreamEntry>>> read(Map<String, StreamId> after, int count,
                Duration block) {
            maxCount = Math.max(maxCount, count);
            if (block.isZero()) {
                return run(() -> find(after, count));
            }
            CompletableFuture<Map<String, List<StreamEntry>>> result = new CompletableFuture<>();
            run(() -> waiting = () -> {
                Map<String, List<StreamEntry>> found = find(after, count);
                if (!found.isEmpty()) {
                    waiting = null;
                    tasks.add(() -> result.complete(found));
                }
            });
            return result;
        }

        private void wake() {
            if (waiting != null) {
                waiting.run();
            }
        }

        private Map<String, List<StreamEntry>> find(Map<String, StreamId> after, int count) {
            Map<String, List<StreamEntry>> found = new LinkedHashMap<>();
            after.forEach((stream, id) -> {
                List<StreamEntry> entries = entries(stream, id.next(), new StreamId(-1, -1), count);
                if (!entries.isEmpty()) {
                    found.put(stream, entries);
                }
            });
            return found;
        }

        private List<StreamEntry> entries(String stream, StreamId from, StreamId to, int count) {
            TreeMap<StreamId, Map<String, String>> all = streams.get(stream);
            return all == null || from.isAfter(to) ? List.of()
                    : all.subMap(from, true, to, true).entrySet().stream().limit(count)
                            .map(entry -> new StreamEntry(entry.getKey(), entry.getValue())).toList();
        }

        @Override
        public CompletionStage<List<StreamEntry>> range(String stream, StreamId from, StreamId to, int count) {
            return run(() -> entries(stream, from, to, count));
        }

        @Override
        public CompletionStage<@Nullable StreamId> first(String stream) {
            return run(() -> streams.containsKey(stream) && !streams.get(stream).isEmpty() ? streams.get(stream).firstKey()
                    : null);
        }

        @Override
        public CompletionStage<@Nullable StreamId> last(String stream) {
            return run(() -> streams.containsKey(stream) && !streams.get(stream).isEmpty() ? streams.get(stream).lastKey()
                    : null);
        }

        @Override
        public CompletionStage<Void> set(String key, String value, Duration time) {
            return run(() -> {
                commands.add("SET " + key + " " + value + " PX " + time.toMillis());
                values.put(key, value);
                return null;
            });
        }

        @Override
        public CompletionStage<@Nullable String> get(String key, int maxBytes) {
            return run(() -> {
                String value = values.get(key);
                return value == null ? null : value.substring(0, Math.min(value.length(), maxBytes));
            });
        }

        @Override
        public CompletionStage<Boolean> remove(String key) {
            return run(() -> values.remove(key) != null);
        }

        @Override
        public void open(RedisChannels.Listener listener) {
            channelListener = listener;
        }

        @Override
        public CompletionStage<Void> started() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean publish(String channel, byte[] message) {
            if (!up) {
                return false;
            }
            run(() -> {
                connections.forEach(other -> other.receive(channel, message));
                return null;
            });
            return true;
        }

        /** Delivers a message of another program. */
        void receive(String channel, byte[] message) {
            RedisChannels.Listener present = channelListener;
            if (up && present != null && subscriptions.contains(channel)) {
                tasks.add(() -> present.onMessage(channel, channel, message));
            }
        }

        @Override
        public void subscribe(Collection<String> channels, Collection<String> patterns) {
            subscriptions.addAll(channels);
        }

        @Override
        public void unsubscribe(Collection<String> channels, Collection<String> patterns) {
            subscriptions.removeAll(channels);
        }

        @Override
        public CompletionStage<List<Integer>> countSubscribers(List<String> channels) {
            return run(() -> channels.stream()
                    .map(channel -> (int) connections.stream().filter(other -> other.subscriptions.contains(channel)).count())
                    .toList());
        }

        @Override
        public boolean isConnected() {
            return up;
        }

        @Override
        public void close() {
            up = false;
            generation++;
            waiting = null;
            connections.remove(this);
        }
    }
}
