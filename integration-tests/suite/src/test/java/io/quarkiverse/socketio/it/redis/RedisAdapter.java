package io.quarkiverse.socketio.it.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How servers are connected over Redis: npm's adapter, and the options of Quarkus that mean the same. */
enum RedisAdapter {
    PUB_SUB("classic", "redis", "redis", "key"),
    PUB_SUB_OWN_CHANNEL("classic", "redis", "redis", "key", "publishOnSpecificResponseChannel", true),
    SHARDED_DYNAMIC("sharded", "sharded", "redis-sharded", "channelPrefix"),
    SHARDED_STATIC("sharded", "sharded", "redis-sharded", "channelPrefix", "subscriptionMode", "static"),
    SHARDED_DYNAMIC_PRIVATE("sharded", "sharded", "redis-sharded", "channelPrefix", "subscriptionMode", "dynamic-private"),
    STREAMS("streams", "streams", "redis-streams", "streamName"),
    SEVERAL_STREAMS("streams", "streams", "redis-streams", "streamName", "streamCount", 3),
    STREAMS_SHARDED("streams", "streams", "redis-streams", "streamName", "useShardedPubSub", true);

    final String family;
    final String npm;
    private final String type;
    private final String key;
    private final Map<String, Object> options = new LinkedHashMap<>();

    RedisAdapter(String family, String npm, String type, String key, Object... options) {
        this.family = family;
        this.npm = npm;
        this.type = type;
        this.key = key;
        for (int i = 0; i < options.length; i += 2) {
            this.options.put((String) options[i], options[i + 1]);
        }
    }

    /** Returns the options of npm's adapter; servers with different keys do not know of each other. */
    Map<String, Object> npmOptions(String name) {
        Map<String, Object> all = new LinkedHashMap<>(options);
        all.put(key, name);
        all.put(family.equals("streams") ? "channelPrefix" : key, name);
        return all;
    }

    /** Returns the same options of Quarkus, with the address of Redis. */
    List<String> quarkusOptions(String redis, String name) {
        List<String> all = new ArrayList<>(
                List.of("-Dquarkus.redis.hosts=" + redis, "-Dquarkus.socketio.adapter.type=" + type));
        npmOptions(name).forEach((option, value) -> all.add("-Dquarkus.socketio.adapter." + type + "."
                + option.replaceAll("(?=[A-Z])", "-").toLowerCase() + "=" + value));
        return all;
    }
}
