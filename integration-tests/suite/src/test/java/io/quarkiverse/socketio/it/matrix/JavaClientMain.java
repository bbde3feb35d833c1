package io.quarkiverse.socketio.it.matrix;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.json.JSONObject;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import io.socket.engineio.client.Transport;

/**
 * Runs the cells of one Java client against one server, and prints a line of JSON for each. A program of its own, because the
 * versions of the client exclude each other in one process; it uses only what all of them have.
 */
final class JavaClientMain {
    private static final byte[] BYTES = { 0, 1, 2, -1, 0x1e, -128 };
    private static final Map<String, String[]> TRANSPORTS = new LinkedHashMap<>();
    private static final Map<String, Exchange> EXCHANGES = new LinkedHashMap<>();
    static {
        TRANSPORTS.put("polling", new String[] { "polling" });
        TRANSPORTS.put("websocket", new String[] { "websocket" });
        TRANSPORTS.put("upgrade", new String[] { "polling", "websocket" });
        EXCHANGES.put("text", JavaClientMain::text);
        EXCHANGES.put("binary", JavaClientMain::binary);
        EXCHANGES.put("ack of the server", JavaClientMain::askServer);
        EXCHANGES.put("ack of the client", JavaClientMain::askedByServer);
    }

    private interface Exchange {
        void run(Socket socket) throws Exception;
    }

    private JavaClientMain() {
    }

    public static void main(String[] args) {
        for (String transport : TRANSPORTS.keySet()) {
            for (String namespace : List.of("/", "/custom")) {
                run(args[0], transport, namespace);
            }
        }
        System.exit(0); // the client's threads would go on for a minute
    }

    private static void run(String url, String transport, String namespace) {
        Socket socket = null;
        Exception refused = null;
        try {
            socket = connect(url, transport, namespace);
        } catch (Exception e) {
            refused = e;
        }
        for (Map.Entry<String, Exchange> exchange : EXCHANGES.entrySet()) {
            String error = "";
            try {
                if (refused != null) {
                    throw refused;
                }
                exchange.getValue().run(socket);
            } catch (Exception | AssertionError e) {
                error = e + (e.getCause() == null ? "" : "; " + e.getCause());
            }
            System.out.println(new JSONObject(Map.of("transport", transport, "namespace", namespace, "exchange",
                    exchange.getKey(), "error", error)));
        }
        if (socket != null) {
            socket.close();
        }
    }

    private static Socket connect(String url, String transport, String namespace) throws Exception {
        IO.Options options = new IO.Options();
        options.forceNew = true;
        options.reconnection = false;
        options.transports = TRANSPORTS.get(transport);
        Socket socket = IO.socket(URI.create(url + namespace), options);
        CompletableFuture<Object> connected = new CompletableFuture<>();
        CompletableFuture<Object> upgraded = new CompletableFuture<>();
        socket.on(Socket.EVENT_CONNECT, args -> connected.complete(""));
        for (String event : List.of(Socket.EVENT_CONNECT_ERROR, "error")) {
            socket.on(event, args -> connected.completeExceptionally(
                    args[0] instanceof Exception e ? e : new IllegalStateException(Arrays.toString(args))));
        }
        socket.io().on(Manager.EVENT_TRANSPORT, args -> {
            if (((Transport) args[0]).name.equals("websocket")) {
                upgraded.complete("");
            }
        });
        socket.connect();
        await(connected);
        if (!transport.equals("polling")) {
            await(upgraded);
        } else if (upgraded.isDone()) {
            throw new AssertionError("it uses a WebSocket");
        }
        return socket;
    }

    private static void text(Socket socket) throws Exception {
        Object[] back = echo(socket, "text", 42, 1.5, true, null, "ünï\u2028😀",
                new JSONObject("{\"deep\":[{\"er\":[]}]}"));
        expect(Arrays.asList(back).subList(0, 4), Arrays.asList("text", 42, 1.5, true));
        expect(JSONObject.NULL.equals(back[4]), true);
        expect(back[5], "ünï\u2028😀");
        expect(back[6].toString(), "{\"deep\":[{\"er\":[]}]}");
    }

    private static void binary(Socket socket) throws Exception {
        Object[] back = echo(socket, BYTES, new JSONObject().put("nested", new JSONObject().put("bytes", BYTES)), "end");
        expectBytes(back[0]);
        expectBytes(((JSONObject) back[1]).getJSONObject("nested").get("bytes"));
        expect(back[2], "end");
    }

    private static void askServer(Socket socket) throws Exception {
        Object[] answer = ask(socket, "echo", "a", BYTES);
        expect(answer[0], "a");
        expectBytes(answer[1]);
        expect(Arrays.asList(ask(socket, "echo", "only text")), List.of("only text"));
    }

    private static void askedByServer(Socket socket) throws Exception {
        socket.on("question", args -> ((Ack) args[1]).call("answer to " + args[0], BYTES));
        Object[] answer = ask(socket, "ask-me", "why?");
        expect(answer[0], "answer to why?");
        expectBytes(answer[1]);
    }

    private static Object[] echo(Socket socket, Object... values) throws Exception {
        CompletableFuture<Object[]> back = new CompletableFuture<>();
        socket.once("echo-back", back::complete);
        socket.emit("echo", values);
        return await(back);
    }

    private static Object[] ask(Socket socket, String event, Object... values) throws Exception {
        CompletableFuture<Object[]> answer = new CompletableFuture<>();
        socket.emit(event, values, answer::complete);
        return await(answer);
    }

    private static void expect(Object actual, Object expected) {
        if (!actual.equals(expected)) {
            throw new AssertionError(actual + " instead of " + expected);
        }
    }

    private static void expectBytes(Object actual) {
        if (!(actual instanceof byte[] bytes) || !Arrays.equals(bytes, BYTES)) {
            throw new AssertionError(actual + " instead of the bytes");
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }
}
