package io.quarkiverse.socketio.runtime.bus.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.vertx.redis.client.Response;

/**
 * The masters of a Redis Cluster. The client sends a command to the master of its key, so a key in a slot of each master selects
 * all of them in turn.
 * <p>
 * Thread: any; stateless.
 */
final class RedisNodes {
    private static final int SLOTS = 16_384;
    private static final int POLYNOMIAL = 0x1021;
    private static final int MAX_CRC = 0xffff;

    private RedisNodes() {
    }

    /**
     * Returns a key for each master.
     *
     * @param slots the response to {@code CLUSTER SLOTS}: arrays of the first slot, the last one, the master (address, port and
     *        id) and its replicas
     */
    static List<String> keys(Response slots) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (Response range : slots) {
            keys.computeIfAbsent(range.get(2).get(2).toString(), id -> key(range.get(0).toInteger(), range.get(1).toInteger()));
        }
        return List.copyOf(keys.values());
    }

    /** Returns a key whose slot is in a range. */
    static String key(int first, int last) {
        int number = 0;
        int slot = slot("0");
        while (slot < first || slot > last) {
            slot = slot(Integer.toString(++number));
        }
        return Integer.toString(number);
    }

    /** Returns the slot of a key without braces: its CRC-16/XMODEM, modulo the number of slots. */
    static int slot(String key) {
        int crc = 0;
        for (byte next : key.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (next & 0xff) << Byte.SIZE;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
            crc &= MAX_CRC;
        }
        return crc % SLOTS;
    }
}
