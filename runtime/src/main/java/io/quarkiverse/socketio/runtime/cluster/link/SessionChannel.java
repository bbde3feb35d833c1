package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * The part of a worker's link to the primary that saves sessions for clients that reconnect: the primary keeps them in memory
 * of a limited size, and drops those first that were saved longest ago.
 * <p>
 * A session has at most one <em>holder</em>, the worker that has the client: the one that saved it first, later the one that
 * took it last. Only the holder can save or forget it; messages of other workers about it are ignored, as they come too late.
 * <p>
 * Thread: all methods from any thread. What one thread sends here and with {@link BusChannel} arrives in that order. Takes are
 * completed, and confirmations and {@link ReleaseListener} called, on the link's event loop; what they run must not block.
 */
public interface SessionChannel {
    /** The holder in {@link #take} when none is known. No worker has this incarnation. */
    int NO_HOLDER = 0;
    /** The maximum number of characters of a key. */
    int MAX_KEY = 128;
    /** How long a take waits for its answer, in milliseconds. */
    long TAKE_MILLIS = 2_000;

    /**
     * Saves a session, replacing the one that was saved with the same key.
     *
     * @param held whether this worker still has the client: then no worker can take the session before it is released, saved
     *        again as not held, or this worker's link is closed; its time to live begins only then
     * @param confirmed called when the primary has handled the save, after the confirmations of earlier saves, also if it does
     *        not keep the session because of its limit or of another holder; null if no confirmation is needed
     * @return whether it was sent. It is not while the primary has not read what was sent before, or when it is an older one
     *        that saves no sessions; then it is not confirmed either
     * @throws IllegalArgumentException if the key or the session is too long
     */
    boolean save(EncodedSession session, boolean held, @Nullable Runnable confirmed);

    /**
     * Takes a session out of the memory of the primary; this worker is its holder then. When its present holder lives and has
     * not saved it yet, the primary asks that one to release it. Costs the same number of messages whatever the number of
     * workers.
     *
     * @param owner as it was saved; with another one nothing is found, and nothing is taken
     * @param holder the incarnation of the worker that had the client first, see {@link #NO_HOLDER}; used when the primary
     *        knows no other
     * @param keep whether the primary keeps the session, as one that this worker holds: if this worker dies before it has saved
     *        it again, other workers find it there
     * @return the session; null if there is none, if there is no answer within {@link #TAKE_MILLIS}, or if the link is closed
     */
    CompletionStage<byte @Nullable []> take(String key, byte[] owner, int holder, boolean keep);

    /** Forgets a session that this worker holds, as its client cannot recover it any more. */
    void forget(String key);

    /** Sets the one listener; before there is one, this worker releases nothing. */
    void onRelease(ReleaseListener listener);

    /** Releases sessions, as their clients have come back to another worker. */
    interface ReleaseListener {
        /**
         * If this worker has the client with that key and the same owner: closes its connection, and saves its session as not
         * held.
         *
         * @param owner to be compared in constant time; with another one the client is not touched
         * @param done to be called from any thread, once, after the save, or when there is nothing to save; the client at the
         *        other worker waits for it
         */
        void onRelease(String key, byte[] owner, Runnable done);
    }
}
