package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.ServerName;

/**
 * The channels of {@code createShardedAdapter} of npm {@code @socket.io/redis-adapter}: each namespace has one channel for all
 * servers and one for each server, in the dynamic modes also one for each room.
 * <p>
 * Thread: any; immutable.
 *
 * @param prefix of all channels
 */
record ShardedFormat(ServerName self, String prefix, RoomChannels mode, NodeMessages messages) implements ChannelFormat {
    /** In the mode {@code dynamic}, rooms whose names have as many characters are taken for those of single sockets. */
    private static final int SOCKET_ID_LENGTH = 20;

    /** The rooms that have a channel: {@code subscriptionMode} of Node's adapter. */
    public enum RoomChannels {
        STATIC,
        DYNAMIC,
        DYNAMIC_PRIVATE;

        boolean isSeparate(String room) {
            return switch (this) {
                case STATIC -> false;
                case DYNAMIC -> room.length() != SOCKET_ID_LENGTH;
                case DYNAMIC_PRIVATE -> true;
            };
        }
    }

    private String all(String namespace) {
        return prefix + "#" + namespace + "#";
    }

    @Override
    public List<String> channels(String namespace) {
        return List.of(all(namespace), all(namespace) + self + "#", hostChannel(namespace));
    }

    @Override
    public List<String> patterns(String namespace) {
        return List.of();
    }

    @Override
    public @Nullable String roomChannel(String namespace, String room) {
        return mode.isSeparate(room) ? all(namespace) + room + "#" : null;
    }

    @Override
    public String serversChannel(String namespace) {
        return all(namespace);
    }

    @Override
    public String hostChannel(String namespace) {
        return prefix + "-host#" + namespace + "#" + self.host() + "#";
    }

    @Override
    public Outgoing encode(ClusterMessage message) {
        String channel = all(message.namespace());
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            Set<String> rooms = broadcast.options().rooms();
            String separate = rooms.size() == 1 ? roomChannel(message.namespace(), rooms.iterator().next()) : null;
            channel = separate == null ? channel : separate;
        }
        return new Outgoing(channel, encodeMessage(message));
    }

    private byte[] encodeMessage(ClusterMessage message) {
        return NodeMessageCodec.encode(messages.toNode(self.toString(), message));
    }

    @Override
    public Outgoing encodeResponse(String server, ClusterMessage.Response<?> response) {
        return new Outgoing(responseChannel(response.namespace(), server), encodeMessage(response));
    }

    /** Returns the channel of responses to one server. */
    String responseChannel(String namespace, String server) {
        return all(namespace) + server + "#";
    }

    @Override
    public @Nullable Received decode(Subscribed subscription, String channel, byte[] message) {
        NodeMessage decoded = NodeMessageCodec.decode(message);
        if (!decoded.namespace().equals(subscription.namespace()) || self.isOnSameHost(decoded.uid())) {
            return null;
        }
        ClusterMessage read = messages.fromNode(decoded);
        if (read == null) {
            throw new IllegalArgumentException("a message of type " + decoded.type());
        }
        return new Received(decoded.uid(), read);
    }
}
