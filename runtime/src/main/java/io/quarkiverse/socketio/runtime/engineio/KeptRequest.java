package io.quarkiverse.socketio.runtime.engineio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Makes what a session keeps of the request of its handshake. A client chooses the size of a request, and can open sessions
 * faster than they end, so a session keeps a limited number of bytes: of a larger request the largest header fields and query
 * parameters are dropped until the rest fits. The path stays in any case.
 * <p>
 * Thread: any; stateless.
 */
final class KeptRequest {
    private static final Logger LOG = Logger.getLogger(KeptRequest.class);
    private static final LogLimiter WARNINGS = new LogLimiter();
    /** Bytes of a header field or parameter besides its name and value. */
    private static final int OVERHEAD = 8;

    /** A header field, or a parameter as it is in the URL. */
    private record Part(String name, String value, boolean inUrl) {
        int bytes() {
            return OVERHEAD + value.length() + (inUrl ? 0 : name.length());
        }
    }

    private KeptRequest() {
    }

    /** @param limit bytes of the URL and the header fields */
    static EngineRequest of(EngineRequest request, int limit) {
        EngineRequest packed = request.packed();
        return packed.bytes() <= limit ? packed : trim(packed, limit);
    }

    private static EngineRequest trim(EngineRequest request, int limit) {
        int mark = request.url().indexOf('?');
        String path = mark < 0 ? request.url() : request.url().substring(0, mark);
        List<Part> parts = new ArrayList<>();
        request.headers().forEach((name, values) -> values.forEach(value -> parts.add(new Part(name, value, false))));
        for (String parameter : mark < 0 ? new String[0] : request.url().substring(mark + 1).split("[&;]")) {
            parts.add(new Part(UrlQuery.decode(parameter.split("=", 2)[0]), parameter, true));
        }
        Set<Part> dropped = largest(parts, path.length() + request.remoteAddress().length(), limit);
        report(request, limit, dropped);
        List<Part> kept = parts.stream().filter(part -> !dropped.contains(part)).toList();
        String parameters = kept.stream().filter(Part::inUrl).map(Part::value).collect(Collectors.joining("&"));
        String url = parameters.isEmpty() ? path : path + "?" + parameters;
        Map<String, List<String>> headers = PackedFields.headers(
                kept.stream().filter(part -> !part.inUrl).map(part -> Map.entry(part.name, part.value)).toList());
        return new EngineRequest(request.method(), url, new UrlQuery(url), headers, request.remoteAddress(), request.secure(),
                request.webSocket(), request.received(), request.user());
    }

    /** Returns the largest parts, without which the others fit. */
    private static Set<Part> largest(List<Part> parts, int fixed, int limit) {
        Set<Part> largest = Collections.newSetFromMap(new IdentityHashMap<>());
        long bytes = fixed + parts.stream().mapToLong(Part::bytes).sum();
        for (Part part : parts.stream().sorted(Comparator.comparingInt(Part::bytes).reversed()).toList()) {
            if (bytes <= limit) {
                break;
            }
            largest.add(part);
            bytes -= part.bytes();
        }
        return largest;
    }

    private static void report(EngineRequest request, int limit, Set<Part> dropped) {
        WARNINGS.logf(LOG, Logger.Level.WARN, null,
                "The handshake of a client at %s has %d bytes, more than quarkus.socketio.limits.request-bytes (%d):"
                        + " Socket.handshake() will lack %s",
                request.remoteAddress(), request.bytes(), limit,
                DebugLog.names(dropped.stream().map(Part::name).distinct().sorted().toList()));
    }
}
