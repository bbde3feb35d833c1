package io.quarkiverse.socketio.it.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.PlainClient;

/**
 * Tests that random broadcasts of any worker reach exactly the recipients of a naive model, once and in the order of their
 * sender, and that requests end when a worker is stopped. {@code -Dseed=} repeats a run.
 */
public class RandomBroadcastTest {
    private static final long SEED = Long.getLong("seed", ThreadLocalRandom.current().nextInt(1, 1_000_000));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMESPACES = List.of("/", "/two");
    private static final List<String> ROOMS = List.of("red", "green", "blue", "größer", "r 5");
    private static final int CLIENTS = 12;
    private static final int EMITS = 12;

    /** A client in a namespace, as the model knows it. */
    private static final class Member {
        final PlainClient client;
        final String namespace;
        final String id;
        final Set<String> rooms = new HashSet<>();
        int worker;
        /** Expected messages by sender, in order. */
        final Map<Integer, List<String>> due = new TreeMap<>();
        final Set<String> allowed = new HashSet<>();

        Member(PlainClient client, String namespace) {
            this.client = client;
            this.namespace = namespace;
            this.id = client.id(namespace);
            rooms.add(id);
        }
    }

    private record Chosen(String namespace, Set<String> rooms, Set<String> except, boolean local) {
    }

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Random random = new Random(SEED);
    private final List<Member> members = new ArrayList<>();
    private AppProcess app;
    private int workers;
    private int number;
    private int marks;

    @ParameterizedTest
    @CsvSource({ "2,25", "3,25" })
    void eachRecipientGetsEachMessageOnceAndInOrder(int workers, int steps) throws Exception {
        System.out.println("seed " + SEED);
        try (AppProcess started = start(workers)) {
            connect();
            for (int step = 0; step < steps; step++) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    change();
                }
                for (int i = 0; i < EMITS; i++) {
                    emit();
                }
                barrier();
                String where = "seed " + SEED + ", step " + step;
                awaitMarks(where);
                members.forEach(member -> check(member, where));
            }
            assertThat(members.stream().mapToInt(member -> member.client.events(member.namespace).size()).sum())
                    .as("seed %d", SEED).isGreaterThan(steps * members.size());
            assertThat(started.output()).noneMatch(line -> line.contains("ERROR"));
        } finally {
            members.forEach(member -> member.client.close());
        }
    }

    @Test
    void aStoppedWorkerIsReportedMissingWhenTheOthersHaveAnswered() throws Exception {
        try (AppProcess started = start(3)) {
            connect();
            List<Member> main = members.stream().filter(member -> member.namespace.equals("/")).toList();
            List<String> rest = main.stream().filter(member -> member.worker != 3).map(member -> member.id).sorted().toList();
            JsonNode third = call(3, "info", Map.of());
            CountDownLatch asked = new CountDownLatch((int) main.stream().filter(member -> member.worker == 3).count());
            for (Member member : main) {
                member.client.onAsked((namespace, ack) -> {
                    if (member.worker == 3) { // responds too late
                        asked.countDown();
                    } else {
                        CompletableFuture.runAsync(() -> member.client.send("43" + ack + "[\"" + member.id + "\"]"));
                    }
                });
            }
            CompletableFuture<JsonNode> answers = CompletableFuture.supplyAsync(() -> call(1, "emitWithAck",
                    Map.of("event", "ask", "args", List.of(1), "timeout", 3000)));
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            AppProcess.signal(third.path("pid").asLong(), "STOP");
            String missing = third.path("incarnation").asText();
            assertPartial(answers.get(60, TimeUnit.SECONDS), "responses", rest, missing);

            JsonNode fetched = call(2, "fetchSockets", Map.of("timeout", 1000));
            assertThat(fetched.path("err").asText()).contains("[" + missing + "]");
            assertPartial(fetched, "sockets", rest, missing);

            call(2, "onServerSide", Map.of("event", "q", "mode", "reply", "value", "two"));
            assertPartial(call(1, "serverSideEmitWithAck", Map.of("event", "q", "args", List.of())), "responses",
                    List.of("two"),
                    missing);

            // a broadcast does not wait for the stopped worker, which delivers it once afterwards
            call(1, "emit", Map.of("event", "mark", "args", List.of("late")));
            started.await("the broadcast", () -> main.stream().filter(member -> member.worker != 3)
                    .allMatch(member -> member.client.events("/").contains("[\"mark\",\"late\"]")));
            AppProcess.signal(third.path("pid").asLong(), "CONT");
            started.await("the broadcast on the worker that stopped", () -> main.stream()
                    .allMatch(member -> member.client.events("/").contains("[\"mark\",\"late\"]")));
            assertThat(call(1, "fetchSockets", Map.of("timeout", 60_000)).path("sockets")).hasSize(main.size());
            assertThat(main).allSatisfy(member -> assertThat(member.client.events("/"))
                    .containsOnlyOnce("[\"mark\",\"late\"]"));
        } finally {
            members.forEach(member -> member.client.close());
        }
    }

    private static void assertPartial(JsonNode answer, String field, List<String> present, String missing) {
        List<String> found = new ArrayList<>();
        answer.path(field).forEach(one -> found.add(one.isTextual() ? one.asText() : one.path("id").asText()));
        assertThat(found).as("%s", answer).containsExactlyInAnyOrderElementsOf(present);
        assertThat(answer.path("missing")).as("%s", answer).hasSize(1);
        assertThat(answer.path("missing").get(0).asText()).isEqualTo(missing);
    }

    private AppProcess start(int count) {
        workers = count;
        app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=i", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=" + count);
        return app;
    }

    /** Connects clients to each worker, in both namespaces. */
    private void connect() throws IOException {
        app.await("workers that know each other", () -> IntStream.rangeClosed(1, workers)
                .allMatch(this::knowsAll));
        for (int worker = 1; worker <= workers; worker++) {
            call(worker, "nsp", Map.of("nsp", "/two"));
        }
        List<PlainClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            PlainClient client = new PlainClient(app.port());
            clients.add(client);
            NAMESPACES.forEach(client::join);
        }
        app.await("all clients", () -> clients.stream()
                .allMatch(client -> NAMESPACES.stream().allMatch(namespace -> client.id(namespace) != null)));
        clients.forEach(client -> NAMESPACES.forEach(namespace -> members.add(new Member(client, namespace))));
        for (int worker = 1; worker <= workers; worker++) {
            for (String namespace : NAMESPACES) {
                Set<String> here = new HashSet<>();
                call(worker, "info", Map.of("nsp", namespace)).path("sockets").forEach(id -> here.add(id.asText()));
                for (Member member : members) {
                    if (here.contains(member.id)) {
                        member.worker = worker;
                    }
                }
            }
        }
        for (int worker = 1; worker <= workers; worker++) {
            int number = worker;
            assertThat(members).anyMatch(member -> member.worker == number);
        }
    }

    private int anyWorker() {
        return 1 + random.nextInt(workers);
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Set<String> some(int least, int most, String namespace) {
        List<Member> there = members.stream().filter(member -> member.namespace.equals(namespace)).toList();
        Set<String> names = new HashSet<>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            names.add(random.nextInt(4) == 0 ? one(there).id : one(ROOMS));
        }
        return names;
    }

    private Chosen choose() {
        String namespace = one(NAMESPACES);
        return new Chosen(namespace, random.nextInt(4) == 0 ? Set.of() : some(1, 3, namespace), some(0, 2, namespace),
                random.nextInt(5) == 0);
    }

    private List<Member> matching(Chosen chosen, int worker) {
        return members.stream().filter(member -> member.namespace.equals(chosen.namespace)
                && (chosen.rooms.isEmpty() || chosen.rooms.stream().anyMatch(member.rooms::contains))
                && chosen.except.stream().noneMatch(member.rooms::contains)
                && (!chosen.local || member.worker == worker)).toList();
    }

    private static Map<String, Object> selector(Chosen chosen, Map<String, Object> flags) {
        Map<String, Object> all = new HashMap<>(flags);
        all.put("local", chosen.local);
        return new LinkedHashMap<>(
                Map.of("nsp", chosen.namespace, "rooms", chosen.rooms, "except", chosen.except, "flags", all));
    }

    /** Joins or leaves a room; returns when all workers have processed it. */
    private void change() throws IOException {
        boolean join = random.nextBoolean();
        Set<String> target = Set.of(one(ROOMS));
        List<Member> changed;
        int worker;
        if (random.nextBoolean()) {
            Member member = one(members);
            worker = member.worker;
            call(worker, "socket/" + (join ? "join" : "leave"),
                    Map.of("nsp", member.namespace, "id", member.id, "rooms", target));
            changed = List.of(member);
        } else {
            worker = anyWorker();
            Chosen chosen = choose();
            Map<String, Object> body = selector(chosen, Map.of());
            body.put("target", target);
            call(worker, join ? "socketsJoin" : "socketsLeave", body);
            changed = matching(chosen, worker);
        }
        // all have responded, so all have processed earlier messages of this worker
        call(worker, "fetchSockets", Map.of("nsp", NAMESPACES.get(0), "timeout", 60_000));
        changed.forEach(member -> {
            if (join) {
                member.rooms.addAll(target);
            } else {
                member.rooms.removeAll(target);
            }
        });
    }

    private void emit() throws IOException {
        int n = number++;
        boolean binary = random.nextInt(3) == 0;
        byte[] bytes = { (byte) n, (byte) (n >> 8) };
        List<Object> args = new ArrayList<>(List.of(n));
        if (binary) {
            args.add(Map.of("$bin", Base64.getEncoder().encodeToString(bytes)));
        }
        if (random.nextInt(6) == 0) { // from a socket to all others
            Member sender = one(members);
            args.add(0, sender.worker);
            call(sender.worker, "socket/emit", Map.of("nsp", sender.namespace, "id", sender.id, "broadcast", true, "event",
                    "news", "args", args));
            members.stream().filter(member -> member != sender && member.namespace.equals(sender.namespace))
                    .forEach(member -> expect(member, sender.worker, text(sender.worker, n, binary, bytes), false));
            return;
        }
        int worker = anyWorker();
        args.add(0, worker);
        boolean mayDrop = random.nextInt(6) == 0;
        Chosen chosen = choose();
        Map<String, Object> body = selector(chosen, Map.of("volatile", mayDrop));
        body.put("event", "news");
        body.put("args", args);
        call(worker, "emit", body);
        matching(chosen, worker).forEach(member -> expect(member, worker, text(worker, n, binary, bytes), mayDrop));
    }

    private static String text(int worker, int n, boolean binary, byte[] bytes) {
        return "[\"news\"," + worker + "," + n + (binary ? ",{\"_placeholder\":true,\"num\":0}] "
                + HexFormat.of().formatHex(bytes) : "]");
    }

    private static void expect(Member member, int sender, String text, boolean mayDrop) {
        if (mayDrop) {
            member.allowed.add(text);
        } else {
            member.due.computeIfAbsent(sender, key -> new ArrayList<>()).add(text);
        }
    }

    /** Sends a last message of each worker: duplicates of earlier ones have arrived before it. */
    private void barrier() throws IOException {
        marks++;
        for (int worker = 1; worker <= workers; worker++) {
            for (String namespace : NAMESPACES) {
                call(worker, "emit", Map.of("nsp", namespace, "event", "mark", "args", List.of(worker, marks)));
            }
            call(worker, "fetchSockets", Map.of("timeout", 60_000));
        }
    }

    private void awaitMarks(String where) {
        for (int worker = 1; worker <= workers; worker++) {
            String mark = "[\"mark\"," + worker + "," + marks + "]";
            app.await("marks, " + where,
                    () -> members.stream().allMatch(member -> member.client.events(member.namespace).contains(mark)));
        }
    }

    private static void check(Member member, String where) {
        List<String> all = member.client.events(member.namespace);
        Map<Integer, List<String>> got = new TreeMap<>();
        Set<String> dropped = new HashSet<>(member.allowed);
        for (String event : List.copyOf(all)) {
            if (event.startsWith("[\"news\",") && !dropped.remove(event)) {
                got.computeIfAbsent(Integer.parseInt(event.substring(8, event.indexOf(',', 8))), key -> new ArrayList<>())
                        .add(event);
            }
        }
        assertThat(got).as("%s: %s of %s on worker %d", where, member.id, member.namespace, member.worker)
                .isEqualTo(member.due);
    }

    private JsonNode call(int worker, String name, Map<String, ?> body) {
        HttpResponse<String> answer = ask(worker, name, body);
        assertThat(answer.statusCode()).as("%s %s: %s", name, body, answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** The queried worker may not know a new worker yet. */
    private boolean knowsAll(int worker) {
        HttpResponse<String> answer = ask(worker, "serverCount", Map.of());
        return answer.statusCode() == 200 && json(answer).path("count").asInt() == workers;
    }

    private HttpResponse<String> ask(int worker, String name, Map<String, ?> body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + "/ctl/" + name))
                            .header("X-Worker", Integer.toString(worker)).header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
