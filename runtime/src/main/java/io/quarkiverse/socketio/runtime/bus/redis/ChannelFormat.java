package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;

/**
 * The channels of one of Node's adapters for pub/sub, and the messages in them. All servers subscribe to the channels of each
 * namespace that they have.
 * <p>
 * Thread: any.
 */
interface ChannelFormat {

    /** A message for a channel. */
    record Outgoing(String channel, byte[] bytes) {
    }

    /**
     * A decoded message.
     *
     * @param uid of the sender; empty in messages that have none
     */
    record Received(String uid, ClusterMessage message) {
    }

    /** Returns the channels of a namespace, without those of its rooms. */
    List<String> channels(String namespace);

    /** Returns the channels of a namespace as glob-style patterns. */
    List<String> patterns(String namespace);

    /** Returns the channel to subscribe to while a socket of this server is in a room; {@code null} if there is none. */
    @Nullable
    String roomChannel(String namespace, String room);

    /** Returns a channel to which all servers subscribe that have the namespace, those of Node among them. */
    String serversChannel(String namespace);

    /** Returns a channel to which the servers of this host subscribe that have the namespace, and no others. */
    String hostChannel(String namespace);

    /**
     * Encodes a command or a request.
     *
     * @throws IllegalArgumentException if Node's adapter has no such message
     */
    Outgoing encode(ClusterMessage message);

    /**
     * Encodes a response for the server with the request.
     *
     * @throws IllegalArgumentException if Node's adapter has no such message
     */
    Outgoing encodeResponse(String server, ClusterMessage.Response<?> response);

    /**
     * Decodes a message.
     *
     * @param subscription the channel or pattern that was subscribed to
     * @return {@code null} if it is for nobody here
     * @throws IllegalArgumentException if it is no message, or of a kind that is not known
     */
    @Nullable
    Received decode(Subscribed subscription, String channel, byte[] message);

    /**
     * A namespace that is subscribed to.
     *
     * @param name the channel or pattern
     */
    record Subscribed(String name, String namespace, Bus.Rooms rooms) {
    }
}
