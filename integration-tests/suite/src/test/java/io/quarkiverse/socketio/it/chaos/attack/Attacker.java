package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/**
 * The tools of one attack: random numbers, connections, and {@link #cut}, which closes the connections so that no read or write
 * blocks any longer.
 * <p>
 * Thread: the attack's; {@link #cut} any.
 */
final class Attacker {
    static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    /** Below {@code max-payload}, with room for the rest of the packet. */
    static final int ALMOST_MAX_PAYLOAD = 990_000;
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    final Random random;
    private final Target target;
    private final long end;
    private final Set<Socket> opened = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    Attacker(Target target, Random random, long millis) {
        this.target = target;
        this.random = random;
        this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    boolean goesOn() {
        return !cut && System.nanoTime() < end;
    }

    void pause(int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis) + 1L));
    }

    /** Waits until the end of the attack. */
    void hold() {
        while (goesOn()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** @return a number in that range, both ends included */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** Returns a text of that length. */
    static String text(int length) {
        return "x".repeat(length);
    }

    /** Returns a large text of random size. */
    String large() {
        return text(between(ALMOST_MAX_PAYLOAD * 2 / 3, ALMOST_MAX_PAYLOAD));
    }

    RawHttp connect() throws IOException {
        return target.connect(this::opened);
    }

    Http2 http2() throws IOException {
        return new Http2(target.socket(this::opened, "h2"));
    }

    Socket tcp() throws IOException {
        return target.tcp(this::opened);
    }

    /** Opens a WebSocket with a session that has joined no namespace. */
    RawWebSocket webSocket() throws IOException {
        return webSocket(RawWebSocket.TARGET);
    }

    RawWebSocket webSocket(String path) throws IOException {
        RawWebSocket webSocket = new RawWebSocket(connect(), path);
        if (webSocket.answer.status() != 101) {
            throw new IOException("status " + webSocket.answer.status());
        }
        return webSocket;
    }

    /** Opens a WebSocket that has joined the main namespace. */
    RawWebSocket joined() throws IOException {
        RawWebSocket webSocket = webSocket();
        webSocket.next();
        webSocket.send("40").next();
        return webSocket;
    }

    /** Opens a long-polling session; returns the target of its requests. */
    String polling() throws IOException {
        try (RawHttp http = connect()) {
            return POLLING + "&sid=" + sid(http.get(POLLING));
        }
    }

    static String sid(RawHttp.Response answer) throws IOException {
        Matcher sid = SID.matcher(answer.body());
        if (!sid.find()) {
            throw new IOException("status " + answer.status());
        }
        return sid.group(1);
    }

    static String post(String target, String body) {
        return post(target, body.length()) + body;
    }

    /** Returns the head of a POST. */
    static String post(String target, int length) {
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    }

    static String get(String target, String... headers) {
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** Reads everything on another thread until the connection ends. */
    void drain(RawHttp http) {
        daemon("drain", () -> {
            byte[] buffer = new byte[64 * 1024];
            try {
                InputStream in = http.socket().getInputStream();
                while (in.read(buffer) >= 0) {
                    // discarded
                }
            } catch (IOException e) {
                // end of the connection
            }
        });
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "attack-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void opened(Socket socket) {
        opened.add(socket);
        if (cut) {
            close(socket, false);
        }
    }

    /** Closes a connection, perhaps with a reset, and forgets it. */
    void closeNow(Socket socket) {
        close(socket, random.nextBoolean());
        opened.removeIf(Socket::isClosed);
    }

    /** Returns how many connections were opened and not closed by this attacker. */
    int connections() {
        opened.removeIf(Socket::isClosed);
        return opened.size();
    }

    /** Closes all connections, some with a reset. */
    void cut() {
        cut = true;
        boolean reset = new Random(end).nextBoolean();
        opened.forEach(socket -> close(socket, reset));
        opened.clear();
    }

    private static void close(Socket socket, boolean reset) {
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // the connection is closed anyway
        }
    }
}
