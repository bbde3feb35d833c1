package io.quarkiverse.socketio.it.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.quarkiverse.socketio.it.support.RedisConnection.RedisException;

/**
 * A Redis master with a replica, and sentinels that make the replica the master when the master is gone.
 * <p>
 * Thread: the test's.
 */
public final class RedisSentinels implements AutoCloseable {
    /** The name under which the sentinels know the master. */
    public static final String MASTER = "main";
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {
    }

    /** Starts a master, its replica and some sentinels; returns when the sentinels know all of them. */
    public static RedisSentinels start(int count) {
        RedisSentinels started = new RedisSentinels();
        try {
            started.startServers();
            for (int i = 0; i < count; i++) {
                started.startSentinel(count / 2 + 1);
            }
            started.awaitKnown();
            return started;
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
    }

    private void startServers() {
        RedisServer first = RedisServer.start();
        servers.add(first);
        RedisServer second = RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(first.port()));
        servers.add(second);
        await("a replica in step", () -> second.info("master_link_status").equals("up"));
    }

    private void startSentinel(int quorum) {
        sentinels.add(RedisServer.startSentinel(
                "sentinel monitor " + MASTER + " 127.0.0.1 " + servers.get(0).port() + " " + quorum,
                "sentinel down-after-milliseconds " + MASTER + " 1000", "sentinel failover-timeout " + MASTER + " 5000"));
    }

    private void awaitKnown() {
        String known = "status=ok,address=127.0.0.1:" + servers.get(0).port() + ",slaves=1,sentinels=" + sentinels.size();
        await("sentinels that know each other and the replica",
                () -> sentinels.stream().allMatch(sentinel -> sentinel.info("master0").endsWith(known)));
    }

    /** Returns the addresses of the sentinels, separated by commas. */
    public String urls() {
        return String.join(",", sentinels.stream().map(RedisServer::url).toList());
    }

    /** Returns the server that the first sentinel calls the master. */
    public RedisServer master() {
        List<?> address = (List<?>) sentinels.get(0).call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
        return servers.stream().filter(server -> Integer.toString(server.port()).equals(address.get(1))).findFirst()
                .orElseThrow();
    }

    /** Makes the replica the master while both run; returns when it is. */
    public void failover() {
        RedisServer old = master();
        await("an accepted failover", () -> {
            try {
                return "OK".equals(sentinels.get(0).call("SENTINEL", "FAILOVER", MASTER));
            } catch (RedisException notYet) {
                return false;
            }
        });
        awaitOtherThan(old);
    }

    /** Kills the master; returns when the replica is the master. */
    public void killMaster() {
        RedisServer old = master();
        old.kill();
        awaitOtherThan(old);
    }

    private void awaitOtherThan(RedisServer old) {
        await("another master", () -> master() != old && master().info("role").equals("master"));
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("No " + what + " within " + LIMIT.toSeconds() + " s");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }
}
