package io.quarkiverse.socketio.runtime.quarkus.websockets;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.FieldReader;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;

/**
 * Which connections are selected, in a form that other servers can read. All parts must match.
 * <p>
 * Thread: any; immutable.
 *
 * @param endpoint the id of the endpoint; {@code null} for all
 * @param ids {@code null} for all
 * @param users {@code null} for all, those of anonymous clients too
 */
record ConnectionFilter(@Nullable String endpoint, @Nullable Set<String> ids, Set<String> except, @Nullable Set<String> users,
        Map<String, String> pathParams) {
    static final ConnectionFilter ALL = new ConnectionFilter(null, null, Set.of(), null, Map.of());

    ConnectionFilter withEndpoint(String id) {
        if (endpoint != null && !endpoint.equals(id)) {
            throw new IllegalArgumentException("No connection belongs to two endpoints: " + endpoint + " and " + id);
        }
        return new ConnectionFilter(id, ids, except, users, pathParams);
    }

    ConnectionFilter withIds(String... more) {
        return new ConnectionFilter(endpoint, union(ids, more), except, users, pathParams);
    }

    ConnectionFilter without(String... more) {
        return new ConnectionFilter(endpoint, ids, union(except, more), users, pathParams);
    }

    ConnectionFilter withUsers(String... more) {
        return new ConnectionFilter(endpoint, ids, except, union(users, more), pathParams);
    }

    ConnectionFilter withPathParam(String name, String value) {
        Map<String, String> all = new HashMap<>(pathParams);
        String before = all.put(name, value);
        if (before != null && !before.equals(value)) {
            throw new IllegalArgumentException("No connection has two values of the path parameter " + name + ": " + before
                    + " and " + value);
        }
        return new ConnectionFilter(endpoint, ids, except, users, Map.copyOf(all));
    }

    private static Set<String> union(@Nullable Set<String> some, String... more) {
        Set<String> all = new HashSet<>(some == null ? Set.of() : some);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /**
     * Returns whether a connection is selected.
     *
     * @param user the name of its user; {@code null} if it has none
     * @param pathParam returns the value of a parameter of its path, or {@code null}
     */
    boolean matches(String endpointId, String id, @Nullable String user, UnaryOperator<@Nullable String> pathParam) {
        return (endpoint == null || endpoint.equals(endpointId))
                && (ids == null || ids.contains(id))
                && !except.contains(id)
                && (users == null || user != null && users.contains(user))
                && pathParams.entrySet().stream().allMatch(param -> param.getValue().equals(pathParam.apply(param.getKey())));
    }

    void write(FieldWriter out) {
        out.optional(endpoint, FieldWriter::string).optional(ids, FieldWriter::strings).strings(except)
                .optional(users, FieldWriter::strings)
                .list(pathParams.entrySet(), (to, param) -> to.string(param.getKey()).string(param.getValue()));
    }

    /** @throws IllegalArgumentException if it is not a filter */
    static ConnectionFilter read(FieldReader in) {
        String endpoint = in.optional(FieldReader::string);
        Set<String> ids = in.optional(FieldReader::strings);
        Set<String> except = in.strings();
        Set<String> users = in.optional(FieldReader::strings);
        Map<String, String> params = new HashMap<>();
        in.list(param -> Map.entry(param.string(), param.string()))
                .forEach(param -> params.put(param.getKey(), param.getValue()));
        return new ConnectionFilter(endpoint, ids, except, users, params);
    }
}
