package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.socketio.recovery.Offset;
import io.quarkiverse.socketio.runtime.socketio.recovery.SentEvent;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * Reads the events that the client of a session missed from a stream.
 * <p>
 * Thread: the port's, as its stages.
 */
final class MissedEntries {
    private static final int PAGE = 100;

    private final Search search;
    private final RedisStreams streams;
    private final StreamMessages messages;
    private final List<SentEvent> found = new ArrayList<>();
    private long foundBytes;

    /**
     * What is looked for.
     *
     * @param stream that of the namespace
     * @param after the entry after which events are missed
     * @param upTo the last entry
     * @param packets the most events
     * @param bytes the most bytes of events
     */
    record Search(String namespace, String stream, StoredSession session, StreamId after, StreamId upTo, int packets, // wall: a row
            long bytes) {
    }

    MissedEntries(Search search, RedisStreams streams, StreamMessages messages) {
        this.search = search;
        this.streams = streams;
        this.messages = messages;
    }

    /** Returns the events; {@code null} if the stream does not have all of them, or they are too many. */
    CompletionStage<@Nullable List<SentEvent>> find() {
        return streams.range(search.stream(), search.after(), search.after(), 1).thenCompose(first -> {
            if (first.isEmpty() || search.session().server().equals(StoredSession.FOREIGN) && !isKeptHere(first.get(0))) {
                return CompletableFuture.completedFuture(null);
            }
            return findAfter(search.after());
        });
    }

    /** Whether the client can have received that event in this namespace. */
    private boolean isKeptHere(StreamEntry entry) {
        StreamMessages.Received received = decode(entry);
        return received != null && received.kept() && received.message() instanceof ClusterMessage.Broadcast;
    }

    private CompletionStage<@Nullable List<SentEvent>> findAfter(StreamId last) {
        return streams.range(search.stream(), last.next(), search.upTo(), PAGE).thenCompose(entries -> {
            if (!entries.stream().allMatch(this::add)) {
                return CompletableFuture.completedFuture(null);
            }
            return entries.size() < PAGE ? CompletableFuture.completedFuture(found)
                    : findAfter(entries.get(entries.size() - 1).id());
        });
    }

    /** Adds the event of an entry if it is for the client; returns whether the client can recover with it. */
    private boolean add(StreamEntry entry) {
        StreamMessages.Received received = decode(entry);
        if (received == null || !received.kept() || entry.id().place() == StreamId.NO_PLACE) {
            return true;
        } else if (received.message() instanceof ClusterMessage.DisconnectSockets disconnect) {
            return !isSelected(disconnect.options());
        } else if (received.message() instanceof ClusterMessage.Broadcast event && isSelected(event.options())) {
            found.add(new SentEvent(entry.id().place(), Offset.NONE, event.packet(), event.options().flags().compress()));
            foundBytes += event.packet().size();
        }
        return found.size() <= search.packets() && foundBytes <= search.bytes();
    }

    private boolean isSelected(BroadcastOptions options) {
        return options.includes(search.session().id(), search.session().rooms());
    }

    /** Returns the message of an entry; {@code null} if it is another namespace's, or is none. */
    private StreamMessages.@Nullable Received decode(StreamEntry entry) {
        if (!search.namespace().equals(entry.fields().get("nsp"))) {
            return null;
        }
        try {
            return messages.ofEntry(entry);
        } catch (IllegalArgumentException e) {
            return null; // it was ignored by all servers
        }
    }
}
