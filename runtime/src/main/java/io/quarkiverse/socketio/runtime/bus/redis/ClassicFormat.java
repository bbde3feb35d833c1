package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.ServerName;

/**
 * The channels of {@code createAdapter} of npm {@code @socket.io/redis-adapter}: each namespace has channels for broadcasts,
 * with the room in the name if there is one, requests and responses.
 * <p>
 * Thread: any; immutable.
 *
 * @param key the prefix of all channels
 * @param ownResponseChannel whether responses are sent to a channel that only the server with the request subscribes to
 */
record ClassicFormat(ServerName self, String key, boolean ownResponseChannel, ClassicMessages messages)
        implements
            ChannelFormat {

    private String broadcasts(String namespace) {
        return key + "#" + namespace + "#";
    }

    private String requests(String namespace) {
        return key + "-request#" + namespace + "#";
    }

    private String responses(String namespace) {
        return key + "-response#" + namespace + "#";
    }

    @Override
    public List<String> channels(String namespace) {
        return List.of(requests(namespace), responses(namespace), responses(namespace) + self + "#", hostChannel(namespace));
    }

    @Override
    public List<String> patterns(String namespace) {
        return List.of(escape(broadcasts(namespace)) + "*");
    }

    /** Names of namespaces may have characters that are special in patterns. */
    private static String escape(String name) {
        return name.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }

    @Override
    public @Nullable String roomChannel(String namespace, String room) {
        return null; // the pattern has them all
    }

    @Override
    public String serversChannel(String namespace) {
        return requests(namespace);
    }

    @Override
    public String hostChannel(String namespace) {
        return key + "-host#" + namespace + "#" + self.host() + "#";
    }

    @Override
    public Outgoing encode(ClusterMessage message) {
        String namespace = message.namespace();
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            Set<String> rooms = broadcast.options().rooms();
            String room = rooms.size() == 1 ? rooms.iterator().next() + "#" : "";
            return new Outgoing(broadcasts(namespace) + room, messages.encodeBroadcast(self.toString(), broadcast));
        }
        return new Outgoing(requests(namespace), messages.encodeRequest(self.toString(), message));
    }

    @Override
    public Outgoing encodeResponse(String server, ClusterMessage.Response<?> response) {
        // Node's servers send those of server-side events to the channel of all servers always
        boolean own = ownResponseChannel && !(response instanceof ClusterMessage.ServerSideResponse);
        return new Outgoing(responses(response.namespace()) + (own ? server + "#" : ""), messages.encodeResponse(response));
    }

    @Override
    public @Nullable Received decode(Subscribed subscription, String channel, byte[] message) {
        String namespace = subscription.namespace();
        if (subscription.name().equals(requests(namespace))) {
            return messages.decodeRequest(namespace, message);
        } else if (subscription.name().startsWith(responses(namespace))) {
            return new Received("", messages.decodeResponse(namespace, message));
        } else if (subscription.name().equals(hostChannel(namespace))) {
            throw new IllegalArgumentException("this channel has no messages");
        }
        String room = channel.substring(broadcasts(namespace).length());
        boolean isForOthers = room.endsWith("#")
                && !subscription.rooms().isOccupied(room.substring(0, room.length() - 1));
        return isForOthers || ClassicMessages.isSentFrom(self.host(), message) ? null
                : messages.decodeBroadcast(namespace, message);
    }
}
