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
 * How many clients may connect: in all, from one address, and within a second.
 * <p>
 * Thread: any.
 */
public final class ConnectionLimiter {
    private static final Logger LOG = Logger.getLogger(ConnectionLimiter.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*");
    /** Bytes that name a network. */
    private static final int IPV6_NETWORK = 8;

    /**
     * 0 stands for no limit.
     *
     * @param connections in all
     * @param perAddress connections from one address, or one /64 network of IPv6
     * @param handshakesPerSecond on average; so many may come at once
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
    /** Connections by address; kept only where they are limited. */
    private final Map<String, Integer> addresses = new ConcurrentHashMap<>();
    /** When the handshakes that were let in would have been spread evenly (GCRA); the future part of it is the burst. */
    private final AtomicLong even;

    /** @param nanoTime a clock that only goes forward */
    public ConnectionLimiter(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.even = new AtomicLong(nanoTime.getAsLong());
    }

    /** Why one more client cannot be served now, or {@code null}; a handshake that passes counts for the rate. */
    @Nullable
    EngineError refuse(int connections, String address) {
        EngineError error = overflow(connections, address);
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

    /** Of the limits that do not depend on time. */
    @Nullable
    EngineError overflow(int connections, String address) {
        if (limits.connections > 0 && connections >= limits.connections) {
            return EngineError.AT_CAPACITY;
        }
        boolean crowded = limits.perAddress > 0 && addresses.getOrDefault(sourceOf(address), 0) >= limits.perAddress;
        return crowded ? EngineError.TOO_MANY_FROM_ADDRESS : null;
    }

    /** With IPv6 each client has a /64 network to choose its address from, so the network is what counts. */
    private static String sourceOf(String address) {
        int zone = address.indexOf('%');
        String literal = zone < 0 ? address : address.substring(0, zone);
        if (address.indexOf(':') < 0 || !IPV6_CHARACTERS.matcher(literal).matches()) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(literal); // nothing is looked up, as it has a colon
            return parsed instanceof Inet6Address ? HexFormat.of().formatHex(parsed.getAddress(), 0, IPV6_NETWORK)
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) { // what a proxy wrote is not checked by anybody
            return address;
        }
    }

    private boolean fitsRate() {
        long each = SECOND / limits.handshakesPerSecond;
        long now = nanoTime.getAsLong();
        while (true) {
            long before = even.get();
            long after = (before - now < 0 ? now : before) + each;
            if (after - now > SECOND) {
                return false;
            }
            if (even.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    void added(String address) {
        if (limits.perAddress > 0) {
            addresses.merge(sourceOf(address), 1, Integer::sum);
        }
    }

    void removed(String address) {
        if (limits.perAddress > 0) {
            addresses.computeIfPresent(sourceOf(address), (key, count) -> count == 1 ? null : count - 1);
        }
    }
}
