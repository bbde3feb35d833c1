package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * PORT: what clients of one namespace come back to: the sessions of those who are gone, and the packets that were sent lately.
 * The second part is about clients that come from other servers.
 * <p>
 * Thread: any.
 */
public interface SessionStore {

    /** Makes the store of a new namespace, or {@code null} where clients do not come back to what they left. */
    @FunctionalInterface
    interface Factory {
        Factory NONE = events -> null;

        @Nullable
        SessionStore create(AdapterEvents events);
    }

    /**
     * A packet that a client did not get.
     *
     * @param compress whether transports may compress it
     */
    record Missed(EncodedPacket packet, boolean compress) {
    }

    /** Keeps the session of a client that is gone, for a time. */
    void persist(StoredSession session);

    /**
     * Takes a session out, whatever the answer. {@code null} for one that is unknown or too old, or if the offset, which is
     * what
     * the client says, is none of its packets or some that came after are not kept any more.
     */
    @Nullable
    StoredSession restore(String pid, String offset);

    /** Forgets the sessions of those who would be selected if they were here. */
    void forget(Selection selection);

    /** Keeps an event for those selected, and returns it with its offset as the last argument. */
    EncodedPacket append(EncodedPacket event, Selection selection, Origin origin);

    /** As {@link #append}, for a socket that was here; {@code null}, and nothing is done, if another server has it now. */
    @Nullable
    EncodedPacket appendHere(String id, EncodedPacket event, Selection selection);

    /** How many packets were appended so far. */
    long position();

    /** What the socket of that id, in these rooms, missed, in order; {@code null} if some of it is not kept any more. */
    @Nullable
    List<Missed> missed(String offset, String id, Set<String> rooms);

    /** Forgets all, now and in future. */
    void close();

    /** Whether there is any session. */
    boolean holdsAny();

    /** Whether {@link #restore} would find a session. */
    boolean holds(String pid);

    /** As {@link #restore}, for another server that has the client now. */
    @Nullable
    Handover handOver(String pid, String offset);

    /**
     * Makes the session of a client that comes from another server one of this server. What it missed, from there and what
     * came here since, is kept for it alone.
     *
     * @param offset what the client says
     * @return {@code null} if some of that is not kept any more
     */
    @Nullable
    StoredSession adopt(Handover handover, String offset);

    /** This server leaves: takes all out that another one needs so that clients can come back to that one. */
    List<Estate> bequeath();

    /** Takes what another server left, part by part; clients find their sessions there when the last one is here. */
    void inherit(Estate part, boolean last);

    /** The number of the last event of each server. */
    Map<String, Long> heard();

    /** Another server has heard that. */
    void learn(Map<String, Long> theirs);
}
