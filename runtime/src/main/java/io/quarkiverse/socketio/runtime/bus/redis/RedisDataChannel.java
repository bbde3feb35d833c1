package io.quarkiverse.socketio.runtime.bus.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.bus.DataChannel;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * A {@link DataChannel} over Redis' pub/sub: one channel of all servers, and one of each server. Node's servers use neither. A
 * message begins with a byte that has the length of its sender's name, and that name.
 * <p>
 * Thread: any; the listener is called as that of the {@link RedisChannels}.
 */
final class RedisDataChannel implements DataChannel {
    private static final Logger LOG = Logger.getLogger(RedisDataChannel.class);
    private static final LogLimiter IGNORED = new LogLimiter();
    private static final LogLimiter DROPPED = new LogLimiter();
    private static final int MAX_NAME_BYTES = 127;

    private final RedisChannels redis;
    private final String toAll;
    private final byte[] name;
    private final String own;
    private final int maxBytes;

    /**
     * @param redis for this channel alone, and not open yet
     * @param key the prefix of the channels
     * @param self the name of this server: letters and digits
     * @param maxBytes of a message that is read
     */
    RedisDataChannel(RedisChannels redis, String key, String self, int maxBytes) {
        this.redis = redis;
        this.toAll = key + "-quarkus-data#";
        this.name = self.getBytes(StandardCharsets.UTF_8);
        this.own = channelOf(self);
        this.maxBytes = maxBytes;
        if (name.length == 0 || name.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("[BUG] a name of " + name.length + " bytes");
        }
    }

    private String channelOf(String server) {
        return toAll + server + "#";
    }

    @Override
    public void listen(Listener listener) {
        redis.subscribe(List.of(toAll, own), List.of());
        redis.open(new RedisChannels.Listener() {
            @Override
            public void onMessage(String subscription, String channel, byte[] message) {
                receive(channel, message, listener);
            }

            @Override
            public void onConnected() {
                listener.onConnected();
            }

            @Override
            public void onDisconnected() {
                // what is published from now on is dropped
            }
        });
    }

    private void receive(String channel, byte[] message, Listener listener) {
        int length = message.length == 0 ? 0 : message[0];
        if (message.length > maxBytes || length < 1 || length >= message.length) {
            IGNORED.logf(LOG, Logger.Level.DEBUG, null, "Ignored %d bytes in the channel %s", message.length, channel);
        } else if (!Arrays.equals(message, 1, 1 + length, name, 0, name.length)) { // else it is this server's own
            listener.onData(new String(message, 1, length, StandardCharsets.UTF_8),
                    Arrays.copyOfRange(message, 1 + length, message.length));
        }
    }

    @Override
    public void publish(byte[] data) {
        publish(toAll, data);
    }

    @Override
    public void send(String server, byte[] data) {
        publish(channelOf(server), data);
    }

    private void publish(String channel, byte[] data) {
        byte[] message = new byte[1 + name.length + data.length];
        message[0] = (byte) name.length;
        System.arraycopy(name, 0, message, 1, name.length);
        System.arraycopy(data, 0, message, 1 + name.length, data.length);
        if (!redis.publish(channel, message)) {
            DROPPED.logf(LOG, Logger.Level.DEBUG, null, "Dropped %d bytes for the channel %s", data.length, channel);
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
