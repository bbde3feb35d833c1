package io.quarkiverse.socketio.runtime.admin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SessionConnection;
import io.quarkiverse.socketio.runtime.socketio.handshake.JavaScriptDate;

/**
 * Describes sockets to administrators. The {@code auth} payload is left out, and header fields that prove who somebody is have
 * no value, as both would let administrators act as that user.
 * <p>
 * Thread: any; stateless.
 */
final class SocketView {
    /** The entry of the data by which servers tell each other client and transport, as servers in Node do. */
    private static final String PRIVATE = "_admin";
    private static final String CLIENT_ID = "clientId";
    private static final String TRANSPORT = "transport";
    /** The rest of the session id is secret. */
    private static final int CLIENT_ID_LENGTH = 12;
    private static final Set<String> SECRETS = Set.of("authorization", "proxy-authorization", "cookie",
            "sec-websocket-protocol"); // which browsers may send a bearer token in
    private static final DateTimeFormatter TIME = DateTimeFormatter
            .ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SocketView() {
    }

    /** Returns a time as JavaScript writes it in JSON. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    /** Returns the data of a socket as servers that fetch it receive it. */
    static Map<String, Object> dataForServers(Socket socket, Map<String, Object> present) {
        Map<String, Object> data = new HashMap<>(present);
        String sid = socket.conn() instanceof SessionConnection session ? session.sessionId() : "";
        data.put(PRIVATE, Map.of(CLIENT_ID, sid.substring(0, Math.min(CLIENT_ID_LENGTH, sid.length())),
                TRANSPORT, socket.conn().transport()));
        return data;
    }

    /** Returns the data of a socket without what servers add to it. */
    static Map<String, Object> publicData(Map<String, Object> data) {
        Map<String, Object> rest = new HashMap<>(data);
        rest.remove(PRIVATE);
        return rest;
    }

    static Map<String, Object> of(Socket socket) {
        return of(socket.namespace().name(), socket.id(), socket.rooms(), dataForServers(socket, socket.data()),
                socket.handshake());
    }

    static Map<String, Object> of(String namespace, RemoteSocket socket) {
        return of(namespace, socket.id(), socket.rooms(), socket.data(), socket.handshake());
    }

    private static Map<String, Object> of(String namespace, String id, Set<String> rooms, Map<String, Object> data,
            Handshake handshake) {
        Map<?, ?> known = data.get(PRIVATE) instanceof Map<?, ?> map ? map : Map.of();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", id);
        view.put(CLIENT_ID, text(known, CLIENT_ID, id)); // unknown if the server is in production mode
        view.put(TRANSPORT, text(known, TRANSPORT, "unknown"));
        view.put("nsp", namespace);
        view.put("data", publicData(data));
        view.put("handshake", handshake(handshake));
        view.put("rooms", List.copyOf(rooms));
        return view;
    }

    private static String text(Map<?, ?> values, String key, String absent) {
        return values.get(key) instanceof String text ? text : absent;
    }

    private static Map<String, Object> handshake(Handshake handshake) {
        Map<String, Object> headers = new LinkedHashMap<>();
        handshake.headers().forEach((name, values) -> headers.put(name,
                SECRETS.contains(name.toLowerCase(Locale.ROOT)) ? "(hidden)" : values.size() == 1 ? values.get(0) : values));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("address", address(handshake));
        view.put("headers", headers);
        view.put("query", handshake.query());
        view.put("issued", handshake.issued().toEpochMilli());
        view.put("secure", handshake.secure());
        view.put("time", JavaScriptDate.text(handshake.issued()));
        view.put("url", handshake.url());
        view.put("xdomain", handshake.xdomain());
        return view;
    }

    private static String address(Handshake handshake) {
        for (String forwarding : List.of("cf-connecting-ip", "x-forwarded-for")) {
            String forwarded = handshake.header(forwarding);
            if (forwarded != null) {
                return forwarded;
            }
        }
        return handshake.address();
    }
}
