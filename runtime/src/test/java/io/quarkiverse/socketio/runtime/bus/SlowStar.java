package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionChannel;

/**
 * The buses of servers around a primary, which gives places and saves sessions. Each message takes two ways, to the primary and
 * from there, on each of which those before it are overtaken by none; a test says when a way is gone. Servers are named by
 * letters; their incarnations are 1 for {@code a}, 2 for {@code b}. Thread: that of the test.
 */
public final class SlowStar {
    private static final String NO_SENDER = "";

    private final Map<String, Arm> arms = new LinkedHashMap<>();
    private final Map<String, Saved> sessions = new HashMap<>();
    private long place;
    private boolean survivesCrashes;
    /** Frames and messages that went to the primary or came from it. */
    private long messages;

    private static final class Saved {
        private byte[] owner;
        private byte @Nullable [] session;
        private String holder;
        private boolean held;
        private Duration left;

        Saved(byte[] owner, byte @Nullable [] session, String holder, boolean held, Duration ttl) { // wall: a row
            this.left = ttl;
            this.owner = owner;
            this.session = session;
            this.holder = holder;
            this.held = held;
        }
    }

    /** From now on servers save sessions of clients that they have. */
    public void surviveCrashes() {
        survivesCrashes = true;
    }

    /** The bus of a server of that name. */
    public Arm join(String name) {
        return new Arm(name);
    }

    /** One message goes one of its ways; false if none is on its way. */
    public boolean step(Random random) {
        List<Runnable> ways = new ArrayList<>();
        for (Arm arm : arms.values()) {
            if (!arm.out.isEmpty()) {
                ways.add(() -> arm.out.remove().run());
            }
            if (!arm.in.isEmpty()) {
                ways.add(() -> arm.in.remove().run());
            }
        }
        if (ways.isEmpty()) {
            return false;
        }
        messages++;
        ways.get(random.nextInt(ways.size())).run();
        return true;
    }

    /** Time passes: sessions that nobody has come back to are forgotten. */
    public void pass(Duration time) {
        sessions.values().removeIf(saved -> {
            saved.left = saved.held ? saved.left : saved.left.minus(time);
            return !saved.held && !(saved.left.compareTo(Duration.ZERO) > 0);
        });
    }

    /** How many messages went one of their ways. */
    public long messages() {
        return messages;
    }

    /** How many sessions are saved. */
    public long sessions() {
        return sessions.values().stream().filter(saved -> saved.session != null).count();
    }

    /** Drops all messages from and to a server, as if it hung. */
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
            arm.tell(listener -> listener.onPeers(others));
        }
    }

    private void take(Arm taker, String key, byte[] owner, String holder, Consumer<byte @Nullable []> answer) {
        if (arms.get(taker.name) != taker) { // it is gone: nobody has the client
            return;
        }
        Saved saved = sessions.get(key);
        if (saved != null && !Arrays.equals(saved.owner, owner)) {
            taker.in.add(() -> answer.accept(null));
            return;
        }
        if (saved != null && saved.session != null && !saved.held) {
            byte[] session = saved.session;
            sessions.put(key, new Saved(owner, survivesCrashes ? session : null, taker.name, true, saved.left));
            taker.in.add(() -> answer.accept(session));
            return;
        }
        Arm present = arms.get(saved == null ? holder : saved.holder);
        if (present == null || present == taker || present.muted) {
            sessions.remove(key);
            taker.in.add(() -> answer.accept(null));
            return;
        }
        boolean[] answered = { false };
        Runnable again = () -> {
            if (!answered[0]) {
                answered[0] = true;
                take(taker, key, owner, NO_SENDER, answer);
            }
        };
        present.asked.add(again);
        present.in.add(() -> present.release(key, owner, () -> present.put(again)));
    }

    /** A server's end. */
    public final class Arm implements Bus, SessionChannel {
        private final String name;
        private final Deque<Runnable> out = new ArrayDeque<>();
        private final Deque<Runnable> in = new ArrayDeque<>();
        private @Nullable Listener listener;
        private @Nullable ReleaseListener releases;
        private boolean muted;
        /** What to do when it is gone. */
        private final List<Runnable> asked = new ArrayList<>();

        Arm(String name) {
            this.name = name;
        }

        /** The number by which the primary knows it. */
        public int incarnation() {
            return name.charAt(0) - 'a' + 1;
        }

        private void tell(Consumer<Listener> news) {
            in.add(() -> {
                if (listener != null && !muted) {
                    news.accept(listener);
                }
            });
        }

        private void put(Runnable atPrimary) {
            if (!muted) {
                out.add(atPrimary);
            }
        }

        @Override
        public String self() {
            return name;
        }

        @Override
        public void publish(ClusterMessage message) {
            put(() -> arms.values().stream().filter(arm -> arm != this)
                    .forEach(arm -> arm.tell(other -> other.onMessage(name, message))));
        }

        @Override
        public void send(String server, ClusterMessage message) {
            put(() -> arms.values().stream().filter(arm -> arm.name.equals(server))
                    .forEach(arm -> arm.tell(other -> other.onMessage(name, message))));
        }

        @Override
        public boolean sequence(ClusterMessage message) {
            put(() -> {
                long given = ++place;
                for (Arm arm : arms.values()) {
                    arm.tell(other -> {
                        if (arm == this) {
                            other.onPlaced(given);
                        } else {
                            other.onSequenced(given, name, message);
                        }
                    });
                }
            });
            return true;
        }

        @Override
        public boolean isConnected() {
            return !muted;
        }

        @Override
        public void listen(Listener only) {
            listener = only;
            arms.put(name, this);
            long begin = place;
            tellMembers();
            tell(self -> self.onStart("epoch", begin));
        }

        @Override
        public boolean save(EncodedSession session, boolean held, @Nullable Runnable confirmed) {
            put(() -> {
                Saved before = sessions.get(session.key());
                if (before == null || before.holder.equals(name)) {
                    sessions.put(session.key(), new Saved(session.owner(), session.session(), name, held, session.ttl()));
                }
                if (confirmed != null) {
                    in.add(confirmed);
                }
            });
            return true;
        }

        @Override
        public CompletionStage<byte @Nullable []> take(String key, byte[] owner, int holder, boolean keep) {
            CompletableFuture<byte @Nullable []> session = new CompletableFuture<>();
            put(() -> SlowStar.this.take(this, key, owner, String.valueOf((char) ('a' + holder - 1)), session::complete));
            return session;
        }

        @Override
        public void forget(String key) {
            put(() -> sessions.entrySet().removeIf(saved -> saved.getKey().equals(key)
                    && saved.getValue().holder.equals(name)));
        }

        @Override
        public void onRelease(ReleaseListener only) {
            releases = only;
        }

        private void release(String key, byte[] owner, Runnable done) {
            if (releases == null) {
                done.run();
            } else {
                releases.onRelease(key, owner, done);
            }
        }

        /** Whether it saves sessions of clients that it has. */
        public boolean survivesCrashes() {
            return survivesCrashes;
        }

        /** Its process is killed: what it has not sent is lost. */
        public void crash() {
            out.clear();
            close();
        }

        /** What it sent is still on its way. */
        @Override
        public void close() {
            List.copyOf(out).forEach(Runnable::run);
            out.clear();
            listener = null;
            arms.remove(name, this);
            sessions.values().stream().filter(saved -> saved.holder.equals(name)).forEach(saved -> saved.held = false);
            sessions.values().removeIf(saved -> saved.holder.equals(name) && saved.session == null);
            asked.forEach(Runnable::run);
            tellMembers();
        }
    }
}
