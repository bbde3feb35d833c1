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
 * A cluster in memory: the buses of several servers, and a primary that sequences their messages and saves sessions. Each message
 * goes from its sender to the primary and from there to its receivers, in order on each of the two ways; {@link #step} moves one
 * message one way. Servers are named by letters; their incarnations are 1 for {@code a}, 2 for {@code b}.
 * <p>
 * Thread: the test's.
 */
public final class SteppedCluster {
    private static final String NO_SENDER = "";

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Saved> sessions = new HashMap<>();
    private long place;
    private boolean survivesCrashes;
    /** Messages to the primary and from it. */
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

    /** From now on servers save the sessions of connected clients. */
    public void surviveCrashes() {
        survivesCrashes = true;
    }

    /** Returns the bus of a new server of that name. */
    public Member join(String name) {
        return new Member(name);
    }

    /** Moves one random message one way; returns false if none is under way. */
    public boolean step(Random random) {
        List<Runnable> ways = new ArrayList<>();
        for (Member member : members.values()) {
            if (!member.out.isEmpty()) {
                ways.add(() -> member.out.remove().run());
            }
            if (!member.in.isEmpty()) {
                ways.add(() -> member.in.remove().run());
            }
        }
        if (ways.isEmpty()) {
            return false;
        }
        messages++;
        ways.get(random.nextInt(ways.size())).run();
        return true;
    }

    /** Lets time pass: sessions whose time to live is over are removed. */
    public void pass(Duration time) {
        sessions.values().removeIf(saved -> {
            saved.left = saved.held ? saved.left : saved.left.minus(time);
            return !saved.held && !(saved.left.compareTo(Duration.ZERO) > 0);
        });
    }

    /** Returns how many ways messages have gone. */
    public long messages() {
        return messages;
    }

    /** Returns how many sessions are saved. */
    public long sessions() {
        return sessions.values().stream().filter(saved -> saved.session != null).count();
    }

    /** Drops all messages from and to a server, as if it hung. */
    public void mute(String name) {
        Member member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException(name);
        }
        member.muted = true;
    }

    private void deliverPeers() {
        for (Member member : List.copyOf(members.values())) {
            Set<String> others = new HashSet<>(members.keySet());
            others.remove(member.name);
            member.deliver(listener -> listener.onPeers(others));
        }
    }

    private void take(Member requester, String key, byte[] owner, String holder, Consumer<byte @Nullable []> answer) {
        if (members.get(requester.name) != requester) { // the requesting server has left
            return;
        }
        Saved saved = sessions.get(key);
        if (saved != null && !Arrays.equals(saved.owner, owner)) {
            requester.in.add(() -> answer.accept(null));
            return;
        }
        if (saved != null && saved.session != null && !saved.held) {
            byte[] session = saved.session;
            sessions.put(key, new Saved(owner, survivesCrashes ? session : null, requester.name, true, saved.left));
            requester.in.add(() -> answer.accept(session));
            return;
        }
        Member present = members.get(saved == null ? holder : saved.holder);
        if (present == null || present == requester || present.muted) {
            sessions.remove(key);
            requester.in.add(() -> answer.accept(null));
            return;
        }
        boolean[] answered = { false };
        Runnable again = () -> {
            if (!answered[0]) {
                answered[0] = true;
                take(requester, key, owner, NO_SENDER, answer);
            }
        };
        present.asked.add(again);
        present.in.add(() -> present.release(key, owner, () -> present.put(again)));
    }

    /** The bus of one server. */
    public final class Member implements Bus, SessionChannel {
        private final String name;
        private final Deque<Runnable> out = new ArrayDeque<>();
        private final Deque<Runnable> in = new ArrayDeque<>();
        private @Nullable Listener listener;
        private @Nullable ReleaseListener releases;
        private boolean muted;
        /** Takes that wait for a release by this server; they run when it leaves. */
        private final List<Runnable> asked = new ArrayList<>();

        Member(String name) {
            this.name = name;
        }

        /** Returns the incarnation of this server. */
        public int incarnation() {
            return name.charAt(0) - 'a' + 1;
        }

        private void deliver(Consumer<Listener> call) {
            in.add(() -> {
                if (listener != null && !muted) {
                    call.accept(listener);
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
            put(() -> members.values().stream().filter(member -> member != this)
                    .forEach(member -> member.deliver(other -> other.onMessage(name, message))));
        }

        @Override
        public void send(String server, ClusterMessage message) {
            put(() -> members.values().stream().filter(member -> member.name.equals(server))
                    .forEach(member -> member.deliver(other -> other.onMessage(name, message))));
        }

        @Override
        public boolean sequence(ClusterMessage message, Placement placement) {
            put(() -> {
                long given = ++place;
                for (Member member : members.values()) {
                    member.deliver(other -> {
                        if (member == this) {
                            placement.onPlaced(given);
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
            members.put(name, this);
            long begin = place;
            deliverPeers();
            deliver(self -> self.onStart("epoch", begin));
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
            put(() -> SteppedCluster.this.take(this, key, owner, String.valueOf((char) ('a' + holder - 1)), session::complete));
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

        /** Returns whether sessions of connected clients are saved. */
        public boolean survivesCrashes() {
            return survivesCrashes;
        }

        /** Kills this server: messages that have not reached the primary are lost. */
        public void crash() {
            out.clear();
            close();
        }

        /** Stops this server in good order: messages that it has sent arrive. */
        @Override
        public void close() {
            List.copyOf(out).forEach(Runnable::run);
            out.clear();
            listener = null;
            members.remove(name, this);
            sessions.values().stream().filter(saved -> saved.holder.equals(name)).forEach(saved -> saved.held = false);
            sessions.values().removeIf(saved -> saved.holder.equals(name) && saved.session == null);
            asked.forEach(Runnable::run);
            deliverPeers();
        }
    }
}
