package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The keys of the streams among which namespaces are divided. Node's servers take the remainder of a hash that may be negative,
 * and write to streams of such names, too, but do not read them.
 * <p>
 * Thread: any; immutable.
 *
 * @param name the key, or with several streams its beginning
 * @param count of the streams
 */
record StreamNames(String name, int count) {

    String of(String namespace) {
        return count == 1 ? name : name + "-" + namespace.hashCode() % count;
    }

    Set<String> all() {
        if (count == 1) {
            return Set.of(name);
        }
        Set<String> all = new LinkedHashSet<>();
        for (int i = 1 - count; i < count; i++) {
            all.add(name + "-" + i);
        }
        return all;
    }
}
