package io.quarkiverse.socketio.it.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A minimal Socket.IO client over a WebSocket, without a thread of its own: it joins namespaces and records packets. A packet
 * is recorded as its text, with its attachments in hexadecimal.
 * <p>
 * Thread: any; packets come one after the other.
 */
public final class PlainClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** {@code 45<attachments>-/<namespace>,<rest>}; only events and acknowledgements have the parts in the middle. */
    private static final Pattern PACKET = Pattern.compile("4(\\d)(?:(\\d+)-)?(?:(/[^,]*),)?(.*)", Pattern.DOTALL);
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private final Map<String, List<String>> events = new ConcurrentHashMap<>();
    private final WebSocket socket;
    private BiConsumer<String, String> listener = (namespace, event) -> {
    };
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder binary = new StringBuilder();
    private String incomplete = "";
    private int attachments;

    public PlainClient(int port) {
        socket = HTTP.newWebSocketBuilder().header("Origin", "http://127.0.0.1:" + port)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket"), this).join();
    }

    /** Records the events of a namespace that is joined by {@link #send}. */
    public void expect(String namespace) {
        events.put(namespace, new CopyOnWriteArrayList<>());
    }

    public void join(String namespace) {
        expect(namespace);
        send("40" + (namespace.equals("/") ? "" : namespace + ","));
    }

    /** Returns the id of the socket in a namespace; {@code null} before it is connected. */
    public String id(String namespace) {
        return ids.get(namespace);
    }

    /** Returns the received events, from the JSON array on. */
    public List<String> events(String namespace) {
        return events.get(namespace);
    }

    /** Called with each event after it was recorded: its namespace, and the ack id that it requests. */
    public void onAsked(BiConsumer<String, String> listener) {
        this.listener = listener;
    }

    /** Sends one message after the other, as the WebSocket requires. */
    public synchronized void send(String packet) {
        socket.sendText(packet, true).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String packet = text.toString();
            text.setLength(0);
            onPacket(packet);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.append(HexFormat.of().formatHex(bytes));
        if (last) {
            incomplete += " " + binary;
            binary.setLength(0);
            attachments--;
            if (attachments == 0) {
                onWhole(incomplete);
            }
        }
        webSocket.request(1);
        return null;
    }

    private void onPacket(String packet) {
        if (packet.equals("2")) {
            socket.sendText("3", true);
        }
        Matcher matcher = PACKET.matcher(packet);
        if (!matcher.matches()) {
            return;
        }
        attachments = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        if (attachments > 0) {
            incomplete = packet;
        } else {
            onWhole(packet);
        }
    }

    private void onWhole(String packet) {
        Matcher matcher = PACKET.matcher(packet);
        if (!matcher.matches()) {
            throw new AssertionError(packet);
        }
        String namespace = matcher.group(3) == null ? "/" : matcher.group(3);
        String rest = matcher.group(4);
        switch (matcher.group(1)) {
            case "0" -> {
                Matcher sid = SID.matcher(rest);
                if (sid.find()) {
                    ids.put(namespace, sid.group(1));
                }
            }
            case "2", "5" -> {
                int array = rest.indexOf('[');
                events.get(namespace).add(rest.substring(array));
                if (array > 0) {
                    listener.accept(namespace, rest.substring(0, array));
                }
            }
            default -> {
                // not awaited
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
