package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a log has of the numbered events of each server: all after one of them up to the last that came.
 * <p>
 * Thread: that of its log.
 */
final class Heard {
    /** Servers that are remembered; beyond, the one that said nothing for longest is not. */
    static final int MOST = 256;

    private static final class Span {
        /** This one and those before may not be kept. */
        private long floor;
        private long last;

        Span(long floor, long last) {
            this.floor = floor;
            this.last = last;
        }
    }

    private final Map<String, Span> servers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Span> eldest) {
            return size() > MOST;
        }
    };

    /** An event came, and is kept. */
    void received(Origin origin) {
        if (!origin.isNumbered()) {
            return;
        }
        Span span = servers.get(origin.server());
        if (span == null) {
            servers.put(origin.server(), new Span(origin.number() - 1, origin.number()));
            return;
        }
        if (origin.number() != span.last + 1) { // some were lost on their way, or it is a new server of that name
            span.floor = origin.number() - 1;
        }
        span.last = origin.number();
    }

    /** An event is not kept any more. */
    void dropped(Origin origin) {
        Span span = origin.isNumbered() ? servers.get(origin.server()) : null;
        if (span != null && origin.number() <= span.last) {
            span.floor = Math.max(span.floor, origin.number());
        }
    }

    /** Another server has heard this: what came by then and is not here will not come. */
    void learn(Map<String, Long> theirs) {
        theirs.forEach((server, last) -> {
            Span span = servers.get(server);
            if (span == null) {
                servers.put(server, new Span(last, last));
            } else if (last > span.last) {
                span.floor = last;
                span.last = last;
            }
        });
    }

    /** Whether all is here that came after what another server has heard. */
    boolean reachesBackTo(Map<String, Long> theirs) {
        for (Map.Entry<String, Span> mine : servers.entrySet()) {
            Long last = theirs.get(mine.getKey());
            Span span = mine.getValue();
            if (last != null && last < span.last && last < span.floor) {
                return false;
            }
        }
        return true;
    }

    /** Whether all of that server is here, from its first on. */
    boolean hasAllOf(String server) {
        Span span = servers.get(server);
        return span != null && span.floor == 0;
    }

    /** The last of each server. */
    Map<String, Long> last() {
        Map<String, Long> all = new HashMap<>();
        servers.forEach((server, span) -> all.put(server, span.last));
        return all;
    }

    /** The last of each server, with what another one has heard. */
    Map<String, Long> lastWith(Map<String, Long> theirs) {
        Map<String, Long> all = last();
        theirs.forEach((server, last) -> all.merge(server, last, Math::max));
        return all;
    }
}
