package io.quarkiverse.socketio.runtime.engineio;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Limits the clients that may connect: in all, from one address, and per second. A refused client is logged, one line in ten
 * seconds.
 * <p>
 * Thread: any.
 */
public final class ConnectionLimiter {
    private static final Logger LOG = Logger.getLogger(ConnectionLimiter.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*");
    private static final int IPV6_NETWORK_BYTES = 8;

    /**
     * The limits; 0 means no limit.
     *
     * @param connections connections of all clients
     * @param perAddress connections from one address, or from one /64 network of IPv6
     * @param handshakesPerSecond handshakes per second on average; also the largest burst
     */
    public record Limits(int connections, int perAddress, int handshakesPerSecond) {
        public static final Limits NONE = new Limits(0, 0, 0);

        public Limits {
            require("limits.max-connections", connections);
            require("limits.per-address", perAddress);
            require("limits.handshakes-per-second", handshakesPerSecond);
        }

        private static void require(String name, int value) {
            if (value < 0) {
                throw new IllegalArgumentException(name + " must be at least 0, was " + value);
            }
        }
    }

    private final Limits limits;
    private final LongSupplier nanoTime;
    private final LogLimiter warning = new LogLimiter();
    /** Connections by address; empty unless they are limited. */
    private final Map<String, Integer> addresses = new ConcurrentHashMap<>();
    /**
     * The generic cell rate algorithm's theoretical arrival time: when the next handshake would come if all so far had come
     * evenly. How far it lies in the future is the size of the burst.
     */
    private final AtomicLong theoreticalArrival;

    Limits limits() {
        return limits;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** @param nanoTime a clock that only goes forward */
    public ConnectionLimiter(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.theoreticalArrival = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Checks all limits for a new client, and counts its handshake if it is within them.
     *
     * @return why the client is refused, or {@code null} if it may connect
     */
    @Nullable
    EngineError admit(int connections, String address) {
        EngineError error = exceeded(connections, address);
        if (error == null && limits.handshakesPerSecond > 0 && !fitsRate()) {
            error = EngineError.TOO_MANY_HANDSHAKES;
        }
        if (error != null) {
            String text = warning.next(nanoTime.getAsLong(), "A client at " + address + " was refused: " + error.message());
            if (text != null) {
                LOG.warn(text);
            }
        }
        return error;
    }

    /** Returns which limit on connections is reached, or {@code null}; the rate is not checked. */
    @Nullable
    EngineError exceeded(int connections, String address) {
        if (limits.connections > 0 && connections >= limits.connections) {
            return EngineError.AT_CAPACITY;
        }
        boolean crowded = limits.perAddress > 0 && addresses.getOrDefault(sourceOf(address), 0) >= limits.perAddress;
        return crowded ? EngineError.TOO_MANY_FROM_ADDRESS : null;
    }

    /** Returns the address, or its network for IPv6, where each client may choose any address of a /64 network. */
    public static String sourceOf(String address) {
        int zone = address.indexOf('%');
        String literal = zone < 0 ? address : address.substring(0, zone);
        if (address.indexOf(':') < 0 || !IPV6_CHARACTERS.matcher(literal).matches()) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(literal); // no DNS lookup, as it has a colon
            return parsed instanceof Inet6Address ? HexFormat.of().formatHex(parsed.getAddress(), 0, IPV6_NETWORK_BYTES)
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) { // a proxy may write anything into its header field
            return address;
        }
    }

    private boolean fitsRate() {
        long interval = SECOND / limits.handshakesPerSecond;
        long now = nanoTime.getAsLong();
        while (true) {
            long before = theoreticalArrival.get();
            long after = (before - now < 0 ? now : before) + interval;
            if (after - now > SECOND) {
                return false;
            }
            if (theoreticalArrival.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /** A session was opened for a client at that address. */
    void onOpened(String address) {
        if (limits.perAddress > 0) {
            addresses.merge(sourceOf(address), 1, Integer::sum);
        }
    }

    /** A session of a client at that address was closed. */
    void onClosed(String address) {
        if (limits.perAddress > 0) {
            addresses.computeIfPresent(sourceOf(address), (key, count) -> count == 1 ? null : count - 1);
        }
    }
}
