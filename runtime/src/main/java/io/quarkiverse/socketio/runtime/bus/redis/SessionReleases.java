package io.quarkiverse.socketio.runtime.bus.redis;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Asks the servers of this project whether one of them still holds the session of a client, as it considers the connection
 * open: it closes the connection and saves the session. All of them respond. Servers of Node do not use these channels.
 * <p>
 * Thread: any.
 */
final class SessionReleases {
    /** How long servers may take; then the client gets a new session. */
    static final Duration MAX_RELEASE = Duration.ofSeconds(1);
    /** The most clients that wait; further ones get a new session at once. */
    private static final int MAX_WAITING = 10_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    /** A pid is as long as those of Node's servers. */
    private static final int PID_BYTES = 15;
    private static final int MAX_PID_LENGTH = 64;

    private final ServerName self;
    private final String prefix;
    private final RedisChannels channels;
    private final Scheduler scheduler;
    /** By pid. */
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable ClusterAdapters adapters;

    private static final class Waiting {
        private final CompletableFuture<Void> completion = new CompletableFuture<>();
        private int left;

        Waiting(int servers) {
            this.left = servers;
        }

        synchronized boolean isLast() {
            left--;
            return left == 0;
        }
    }

    /** @param prefix of the channels */
    SessionReleases(ServerName self, String prefix, RedisChannels channels, Scheduler scheduler) {
        this.self = self;
        this.prefix = prefix;
        this.channels = channels;
        this.scheduler = scheduler;
    }

    /** Starts to release sessions of this server. */
    void start(ClusterAdapters holders) {
        adapters = holders;
        channels.subscribe(List.of(requests(), responses(self.toString())), List.of());
    }

    private String requests() {
        return prefix + "-sessions#";
    }

    private String responses(String server) {
        return prefix + "-sessions#" + server + "#";
    }

    static String newPid() {
        byte[] random = new byte[PID_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }

    /**
     * Has the server that holds a session release it, if there is one.
     *
     * @return whether the session may be saved now
     */
    CompletionStage<Boolean> release(String pid, String digest) {
        return channels.countSubscribers(List.of(requests())).thenCompose(counts -> {
            int others = counts.get(0) - 1;
            if (others <= 0 || waiting.size() >= MAX_WAITING) {
                return CompletableFuture.completedFuture(false);
            }
            Waiting present = waiting.computeIfAbsent(pid, name -> new Waiting(others));
            Runnable cancel = scheduler.schedule(MAX_RELEASE, () -> present.completion.complete(null));
            present.completion.whenComplete((done, failure) -> {
                cancel.run();
                waiting.remove(pid, present);
            });
            send(requests(), pid, digest);
            return present.completion.thenApply(done -> true);
        });
    }

    /** @param digest of a request; {@code null} in a response */
    private void send(String channel, String pid, @Nullable String digest) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("pid", pid).put("uid", self.toString());
        channels.publish(channel, NodeMessageCodec.json(digest == null ? message : message.put("owner", digest)));
    }

    /**
     * Handles a message in a channel.
     *
     * @param saved completes when what this server has saved up to then is stored
     * @return whether it is one of these channels
     * @throws IllegalArgumentException if it is no message
     */
    boolean receive(String channel, byte[] message, Supplier<CompletionStage<?>> saved) {
        boolean response = channel.equals(responses(self.toString()));
        if (!response && !channel.equals(requests())) {
            return false;
        }
        JsonNode read = NodeMessageCodec.tree(message);
        String pid = read.path("pid").asText();
        String from = read.path("uid").asText();
        if (pid.length() > MAX_PID_LENGTH || from.isEmpty()) {
            throw new IllegalArgumentException("no message about a session");
        } else if (response) {
            onResponse(pid);
        } else if (!from.equals(self.toString())) {
            onRequest(pid, from, read.path("owner").asText(), saved);
        }
        return true;
    }

    private void onResponse(String pid) {
        Waiting present = waiting.get(pid);
        if (present != null && present.isLast()) {
            present.completion.complete(null);
        }
    }

    private void onRequest(String pid, String from, String digest, Supplier<CompletionStage<?>> saved) {
        ClusterAdapters holders = adapters;
        if (holders == null) {
            send(responses(from), pid, null);
            return;
        }
        boolean[] held = { false };
        holders.release(pid, (namespace, owner) -> {
            held[0] |= NodeSessions.isDigest(digest, namespace, owner);
            return held[0];
        }, () -> {
            if (held[0]) {
                saved.get().whenComplete((done, failure) -> send(responses(from), pid, null));
            } else {
                send(responses(from), pid, null);
            }
        });
    }
}
