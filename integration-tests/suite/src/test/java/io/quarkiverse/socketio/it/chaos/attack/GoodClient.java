package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A well-behaved client: five times a second it requests an echo, once a second it sends to a room of all good clients. It
 * never reconnects.
 * <p>
 * Thread: two of its own.
 */
final class GoodClient implements AutoCloseable {
    private static final String ROOM = "good";
    private static final Pattern ANSWER = Pattern.compile("43(\\d+)\\[(.*)\\]", Pattern.DOTALL);
    private static final Pattern SPOKEN = Pattern.compile("42\\[\"from-room\",\"([^\"]+)\",(\\d+)[,\\]].*", Pattern.DOTALL);

    private final String name;
    private final Session session;
    private final Random random;
    private final AtomicInteger nextAck = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> awaited = new ConcurrentHashMap<>();
    private final Map<String, Integer> lastNumbers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<Long> nanos = new CopyOnWriteArrayList<>();
    private final AtomicInteger echoes = new AtomicInteger();
    private volatile boolean talks;
    private volatile boolean closed;
    private volatile int spoken;
    private volatile long lastPong = System.nanoTime();
    private final Thread talking = new Thread(this::talk);

    GoodClient(String name, Session session, Random random) throws IOException {
        this.name = name;
        this.session = session;
        this.random = random;
        session.send("40");
        for (String packet = ""; !packet.startsWith("40");) {
            packet = session.receive().get(0);
        }
        Attacker.daemon(name + "-reader", this::listen);
        ask("join", ROOM);
    }

    /** Starts to send; to be called when all clients are in the room, as a client receives nothing from before. */
    void startTalking() {
        talks = true;
        talking.setDaemon(true);
        talking.start();
    }

    private void talk() {
        try {
            for (int turn = random.nextInt(5); talks; turn++) {
                echo();
                if (turn % 5 == 0) {
                    send("42[\"room\",\"" + ROOM + "\",\"" + name + "\"," + ++spoken + "]");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150 + random.nextInt(100)));
            }
        } catch (IOException e) {
            complain("cannot send: " + e);
        } catch (AssertionError e) {
            complain(e.getMessage());
        }
    }

    private void echo() throws IOException {
        String text = name + "-" + echoes.get();
        long begin = System.nanoTime();
        String answer = ask("echo", text);
        nanos.add(System.nanoTime() - begin);
        if (!answer.equals("\"" + text + "\"")) {
            complain("asked for " + text + " and got " + answer);
        }
        echoes.incrementAndGet();
    }

    /**
     * Returns the arguments of an acknowledgement as they are received.
     *
     * @throws AssertionError if there is none in time
     */
    String ask(String event, String... args) throws IOException {
        int ack = nextAck.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        awaited.put(ack, answer);
        send("42" + ack + "[\"" + event + "\"" + (args.length == 0 ? "" : ",\"" + String.join("\",\"", args) + "\"") + "]");
        try {
            return answer.get(AttackRun.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(name + " has no answer to " + event + ": " + e, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void listen() {
        try {
            while (!closed) {
                for (String packet : session.receive()) {
                    accept(packet);
                }
            }
        } catch (IOException e) {
            complain("ends: " + e);
            awaited.values().forEach(answer -> answer.completeExceptionally(e));
        }
    }

    private void accept(String packet) throws IOException {
        Matcher answer = ANSWER.matcher(packet);
        Matcher room = SPOKEN.matcher(packet);
        if (packet.equals("2")) {
            send("3");
            lastPong = System.nanoTime();
        } else if (answer.matches()) {
            CompletableFuture<String> asked = awaited.remove(Integer.parseInt(answer.group(1)));
            if (asked == null) {
                complain("got an answer to nothing: " + answer.group(1));
            } else {
                asked.complete(answer.group(2));
            }
        } else if (room.matches()) {
            int number = Integer.parseInt(room.group(2));
            Integer last = lastNumbers.put(room.group(1), number);
            if (last != null && number != last + 1) {
                complain("received number " + number + " of " + room.group(1) + " after " + last);
            }
        } else if (!packet.equals("6")) {
            complain("got " + packet.substring(0, Math.min(100, packet.length())));
        }
    }

    private synchronized void send(String packet) throws IOException {
        session.send(packet);
    }

    private void complain(String what) {
        if (!closed) {
            complaints.add(name + " " + what + " (its last pong went "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastPong) + " ms before)");
        }
    }

    String name() {
        return name;
    }

    List<String> complaints() {
        return complaints;
    }

    int echoes() {
        return echoes.get();
    }

    /** Returns how long each echo took, in nanoseconds. */
    List<Long> nanos() {
        return nanos;
    }

    /** Returns how many messages it sent to the room. */
    int spoken() {
        return spoken;
    }

    /** Returns the last number received from a client. */
    int lastNumberOf(GoodClient other) {
        return lastNumbers.getOrDefault(other.name, 0);
    }

    void stopTalking() {
        talks = false;
        try {
            talking.join(AttackRun.LIMIT.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        talks = false;
        session.close();
    }
}
