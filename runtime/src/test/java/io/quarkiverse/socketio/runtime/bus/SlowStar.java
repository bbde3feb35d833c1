package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The buses of servers around a primary. Each message takes two ways, to the primary and from there, on each of which those
 * before it are overtaken by none; a test says when a way is gone. Thread: that of the test.
 */
public final class SlowStar {
    private final Map<String, Arm> arms = new LinkedHashMap<>();

    private record Letter(String from, @Nullable String to, ClusterMessage message) {
    }

    /** The bus of a server of that name. */
    public Bus join(String name) {
        return new Arm(name);
    }

    /** One message goes one of its ways; false if none is on its way. */
    public boolean step(Random random) {
        List<Runnable> ways = new ArrayList<>();
        for (Arm arm : arms.values()) {
            if (!arm.out.isEmpty()) {
                ways.add(() -> relay(arm.out.remove()));
            }
            if (!arm.in.isEmpty()) {
                ways.add(() -> arm.receive(arm.in.remove()));
            }
        }
        if (ways.isEmpty()) {
            return false;
        }
        ways.get(random.nextInt(ways.size())).run();
        return true;
    }

    private void relay(Letter letter) {
        for (Arm arm : arms.values()) {
            if (!arm.name.equals(letter.from) && (letter.to == null || letter.to.equals(arm.name))) {
                arm.in.add(listener -> listener.onMessage(letter.from, letter.message));
            }
        }
    }

    /** The others hear nothing of it any more, as if it hung. */
    public void mute(String name) {
        Arm arm = arms.get(name);
        if (arm == null) {
            throw new IllegalArgumentException(name);
        }
        arm.muted = true;
    }

    private void tellMembers() {
        for (Arm arm : List.copyOf(arms.values())) {
            Set<String> others = new HashSet<>(arms.keySet());
            others.remove(arm.name);
            arm.in.add(listener -> listener.onPeers(others));
        }
    }

    private final class Arm implements Bus {
        private final String name;
        private final Deque<Letter> out = new ArrayDeque<>();
        private final Deque<Consumer<Listener>> in = new ArrayDeque<>();
        private @Nullable Listener listener;
        private boolean muted;

        Arm(String name) {
            this.name = name;
        }

        private void receive(Consumer<Listener> news) {
            if (listener != null) {
                news.accept(listener);
            }
        }

        @Override
        public String self() {
            return name;
        }

        @Override
        public void publish(ClusterMessage message) {
            put(new Letter(name, null, message));
        }

        @Override
        public void send(String server, ClusterMessage message) {
            put(new Letter(name, server, message));
        }

        /** Nothing is, as this primary has no sequencer. */
        @Override
        public boolean sequence(ClusterMessage message) {
            return false;
        }

        @Override
        public boolean isConnected() {
            return !muted;
        }

        private void put(Letter letter) {
            if (!muted) {
                out.add(letter);
            }
        }

        @Override
        public void listen(Listener only) {
            listener = only;
            arms.put(name, this);
            tellMembers();
        }

        /** What it sent is still on its way. */
        @Override
        public void close() {
            out.forEach(SlowStar.this::relay);
            out.clear();
            arms.remove(name, this);
            tellMembers();
        }
    }
}
