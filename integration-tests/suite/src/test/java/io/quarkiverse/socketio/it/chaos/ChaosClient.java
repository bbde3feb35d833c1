package io.quarkiverse.socketio.it.chaos;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.it.chaos.Event.Message;

/**
 * A client that joins the room, sends numbered messages to it and requests echoes, and reconnects whenever its session ends.
 * <p>
 * Thread: two of its own.
 */
final class ChaosClient implements AutoCloseable {
    static final String ROOM = "all";
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
    private static final Pattern EVENT = Pattern.compile("42\\[\"(room-back|echo)\",\"([^\"]+)\",(\\d+)\\]");
    private static final long AGAIN_MILLIS = 50;

    private final String name;
    private final Opener opener;
    private final History history;
    private final Random random;
    private final int pauseMillis;
    private final Thread thread;
    private volatile boolean ending;
    private volatile Connection current;
    private final Deque<String> packets = new ArrayDeque<>();
    private int sessions;
    private volatile String trouble = "";

    /** Opens a session. */
    interface Opener {
        Connection open() throws IOException;
    }

    /** @param pauseMillis between two messages, on average */
    ChaosClient(String name, Opener opener, History history, long seed, int pauseMillis) {
        this.name = name;
        this.opener = opener;
        this.history = history;
        this.random = new Random(seed);
        this.pauseMillis = pauseMillis;
        this.thread = daemon(name, this::run);
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "chaos-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static String sid(String open) {
        Matcher sid = SID.matcher(open);
        if (!sid.find()) {
            throw new IllegalStateException("no sid in " + open);
        }
        return sid.group(1);
    }

    /** Returns the incarnation that the first two characters of a session id encode. */
    static int workerOf(String sid) {
        return DIGITS.indexOf(sid.charAt(0)) << 6 | DIGITS.indexOf(sid.charAt(1));
    }

    private void run() {
        while (!ending) {
            try (Connection connection = opener.open()) {
                current = connection;
                session(connection);
            } catch (IOException e) {
                pause(AGAIN_MILLIS);
            } catch (RuntimeException e) {
                trouble = e.toString();
            }
        }
    }

    private void session(Connection connection) throws IOException {
        packets.clear();
        String open = next(connection, "0{");
        String peer = name + "." + ++sessions;
        connection.send("40");
        next(connection, "40");
        history.add(new Event.Opened(History.now(), peer, workerOf(sid(open))));
        try {
            // the echo may arrive at once
            history.add(new Event.Joined(History.now(), peer, peer));
            connection.send("420[\"join\",\"" + ROOM + "\"]");
            next(connection, "430");
            history.add(new Event.Joined(History.now(), peer, ROOM));
            Thread sender = daemon(peer, () -> sendUntilTheEnd(connection, peer));
            try {
                receiveUntilTheEnd(connection, peer);
            } finally {
                history.add(new Event.Closed(History.now(), peer));
                connection.close();
                sender.join(TimeUnit.SECONDS.toMillis(60));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            history.add(new Event.Closed(History.now(), peer));
        }
    }

    /** Reads until the answer to the join; messages of the room may arrive before. */
    private String next(Connection connection, String beginning) throws IOException {
        while (true) {
            String packet = next(connection);
            if (packet.startsWith(beginning)) {
                return packet;
            } else if (packet.equals("2")) {
                connection.send("3");
            } else if (!EVENT.matcher(packet).matches()) {
                throw new IOException(packet);
            }
        }
    }

    private String next(Connection connection) throws IOException {
        while (packets.isEmpty()) {
            packets.addAll(connection.receive());
        }
        return packets.remove();
    }

    private void receiveUntilTheEnd(Connection connection, String peer) {
        try {
            while (true) {
                on(connection, peer, next(connection));
            }
        } catch (IOException e) {
            // the session is closed
        }
    }

    private void on(Connection connection, String peer, String packet) throws IOException {
        Matcher event = EVENT.matcher(packet);
        if (event.matches()) {
            String sender = event.group(2);
            String room = event.group(1).equals("echo") ? sender : ROOM;
            history.add(new Event.Got(History.now(), peer, new Message(sender, room, Integer.parseInt(event.group(3)))));
        } else if (packet.equals("2")) {
            connection.send("3");
        } else if (packet.startsWith("1") || packet.startsWith("41")) {
            throw new EOFException(packet);
        } else if (!packet.equals("6")) {
            trouble = "unexpected packet " + packet;
        }
    }

    private void sendUntilTheEnd(Connection connection, String peer) {
        int toRoom = 0;
        int echoes = 0;
        try {
            while (!ending && connection == current) {
                if (random.nextInt(4) == 0) {
                    Message message = new Message(peer, peer, ++echoes);
                    send(connection, message, "42[\"echo\",\"" + peer + "\"," + message.number() + "]");
                } else {
                    Message message = new Message(peer, ROOM, ++toRoom);
                    send(connection, message, "42[\"room\",\"" + ROOM + "\",\"" + peer + "\"," + message.number() + "]");
                }
                pause(random.nextInt(2 * pauseMillis));
            }
        } catch (IOException e) {
            // the receiving thread notices the end, too
            connection.close();
        }
    }

    private void send(Connection connection, Message message, String packet) throws IOException {
        long at = History.now();
        long done = Event.NEVER;
        try {
            connection.send(packet);
            done = History.now();
        } finally {
            history.add(new Event.Sent(at, done, message));
        }
    }

    /** Pauses between messages; not to wait for a condition. */
    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Unexpected events; empty if there were none. */
    String trouble() {
        return trouble.isEmpty() ? "" : name + ": " + trouble;
    }

    /** Stops sending; still receives. */
    void stopSending() {
        ending = true;
    }

    @Override
    public void close() {
        ending = true;
        Connection connection = current;
        if (connection != null) {
            connection.close();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(120));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            trouble = "its thread does not end";
        }
    }
}
