package io.quarkiverse.socketio.runtime.bus;

import java.util.List;
import java.util.Random;

/**
 * Servers of two hosts, named {@code x-1}, {@code x-2}, {@code y-3}: a hostile bus for each host, and one between them. Thread:
 * the test's.
 */
final class TwoHosts {
    private final HostileHub hostX;
    private final HostileHub hostY;
    private final HostileHub between;
    private final Random random;
    private int servers;

    TwoHosts(long seed) {
        hostX = new HostileHub(seed);
        hostY = new HostileHub(seed + 1000);
        between = new HostileHub(seed + 2000);
        random = new Random(seed);
    }

    /** Another server: every third one is on host y. */
    Bus join() {
        int number = ++servers;
        boolean onY = number % 3 == 0;
        String host = onY ? "y-" : "x-";
        String name = host + number;
        return new OrderedHostsBus((onY ? hostY : hostX).join(name), between.join(name), other -> other.startsWith(host));
    }

    void settle() {
        List<HostileHub> all = List.of(hostX, hostY, between);
        int idle = 0;
        while (idle < 100) {
            idle = all.get(random.nextInt(all.size())).steps(1 + random.nextInt(20)) > 0 ? 0 : idle + 1;
        }
    }
}
