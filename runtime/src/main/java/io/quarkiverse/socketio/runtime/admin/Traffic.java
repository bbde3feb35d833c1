package io.quarkiverse.socketio.runtime.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EngineObserver;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;

/**
 * Counts connections, packets and bytes of this server, and adds them up for each second ({@code aggregatedEvents}). Samples
 * that nobody takes are dropped: at most {@value #MAX_SAMPLES} are held.
 * <p>
 * Thread: those that count any; one at a time calls the others.
 */
final class Traffic implements EngineObserver {
    /** Eleven kinds of them in each second. */
    static final int MAX_SAMPLES = 110;
    private static final long SECOND = 1000;

    private final LongAdder opened = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);
    private final LongAdder packetsIn = new LongAdder();
    private final LongAdder packetsOut = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final List<Map<String, Object>> samples = new ArrayList<>();

    Traffic() {
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new LongAdder());
        }
    }

    @Override
    public void onOpened() {
        opened.increment();
    }

    @Override
    public void onClosed(CloseReason reason) {
        Objects.requireNonNull(closed.get(reason)).increment();
    }

    @Override
    public void onReceived(int bytes) {
        packetsIn.increment();
        bytesIn.add(bytes);
    }

    @Override
    public void onSent(int bytes) {
        packetsOut.increment();
        bytesOut.add(bytes);
    }

    /** Adds up what was counted in the second that ends now. */
    void sample(Instant now) {
        long second = Math.floorDiv(now.toEpochMilli() - 1, SECOND) * SECOND;
        add(second, "rawConnection", null, opened);
        closed.forEach((reason, count) -> add(second, "rawDisconnection",
                reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), count));
        add(second, "packetsIn", null, packetsIn);
        add(second, "packetsOut", null, packetsOut);
        add(second, "bytesIn", null, bytesIn);
        add(second, "bytesOut", null, bytesOut);
        if (samples.size() > MAX_SAMPLES) {
            samples.subList(0, samples.size() - MAX_SAMPLES).clear();
        }
    }

    private void add(long second, String type, @Nullable String subType, LongAdder counter) {
        long count = counter.sumThenReset();
        if (count > 0) {
            samples.add(subType == null ? Map.of("timestamp", second, "type", type, "count", count)
                    : Map.of("timestamp", second, "type", type, "subType", subType, "count", count));
        }
    }

    /** Returns the samples since the last call. */
    List<Map<String, Object>> take() {
        List<Map<String, Object>> taken = List.copyOf(samples);
        samples.clear();
        return taken;
    }
}
