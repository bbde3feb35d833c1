package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * PORT: publishes messages to channels of Redis, and subscribes to channels. It reconnects by itself, and then subscribes again;
 * messages of the meantime are lost.
 * <p>
 * Thread: any; the listener is called on a thread that must not block, and never by two at a time.
 */
interface RedisChannels {

    /** Connects; the listener is called from then on. */
    void open(Listener listener);

    /** Completes when all channels are subscribed to for the first time; after some seconds if there is no connection. */
    CompletionStage<Void> started();

    /**
     * Publishes a message; messages to one channel arrive in the order of the calls.
     *
     * @return false if it is dropped, as there is no connection, or too much has not been confirmed yet
     */
    boolean publish(String channel, byte[] message);

    /** @param patterns channels by glob-style patterns, where Redis has these */
    void subscribe(Collection<String> channels, Collection<String> patterns);

    void unsubscribe(Collection<String> channels, Collection<String> patterns);

    /** Returns the number of subscribers of each channel, in their order; fails if there is no connection. */
    CompletionStage<List<Integer>> countSubscribers(List<String> channels);

    boolean isConnected();

    void close();

    /** Receives messages. */
    interface Listener {
        /** @param subscription the channel, or the pattern that it matches */
        void onMessage(String subscription, String channel, byte[] message);

        /** All channels are subscribed to, for the first time or again. */
        void onConnected();

        void onDisconnected();

        /** A message that was to be published is lost with the connection. */
        default void onLost() {
            // ignored by default
        }
    }
}
