package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * PORT: writes and reads streams of Redis. It reconnects by itself; what waits for a response when the connection is lost
 * fails.
 * <p>
 * Thread: any; stages are completed, and the listener is called, on one thread that must not block, and never from within a
 * call of this port.
 */
interface RedisStreams {

    /** Connects; the listener is called from then on. */
    void open(Listener listener);

    /**
     * Adds an entry at the end of a stream, and removes the oldest ones beyond about {@code maxLen}. Entries are added in the
     * order of the calls.
     *
     * @return the id; {@code null}, and nothing is added, if there is no connection, or too much has not been confirmed yet
     */
    @Nullable
    CompletionStage<StreamId> add(String stream, int maxLen, Map<String, String> fields);

    /**
     * Reads the next entries of several streams, without those that have none.
     *
     * @param after the last entry of each stream that is not to be read
     * @param count the most entries of each stream
     * @param block how long to wait if there are none
     */
    CompletionStage<Map<String, List<StreamEntry>>> read(Map<String, StreamId> after, int count, Duration block);

    /** Returns the entries of a stream from one to another, both included, at most so many. */
    CompletionStage<List<StreamEntry>> range(String stream, StreamId from, StreamId to, int count);

    /** Returns the id of the oldest entry that a stream has; {@code null} if it has none. */
    CompletionStage<@Nullable StreamId> first(String stream);

    /** Returns the id of the latest entry that a stream has; {@code null} if it has none. */
    CompletionStage<@Nullable StreamId> last(String stream);

    boolean isConnected();

    void close();

    /** Receives the state of the connection. */
    interface Listener {
        /** Entries can be read and written, for the first time or again. */
        void onConnected();

        void onDisconnected();
    }
}
