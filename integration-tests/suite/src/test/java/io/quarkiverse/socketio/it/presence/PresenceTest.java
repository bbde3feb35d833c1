package io.quarkiverse.socketio.it.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.PlainClient;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests who is online, as the workers of a cluster and several hosts see it, while workers and hosts are killed. */
class PresenceTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern VIEW = Pattern
            .compile("\\{\"worker\":(\\d+),\"users\":\\[(.*?)\\],\"events\":\\[(.*?)\\]\\}");

    /** What one worker knows. */
    private record View(List<String> users, List<String> events) {
    }

    /** The views of the workers by their numbers; all of them, as requests go to one after the other. */
    private static Map<Integer, View> views(AppProcess host) {
        Map<Integer, View> views = new TreeMap<>();
        for (int i = 0; i < 8; i++) {
            RawHttp.Response response = RawHttp.tryGet(host.port(), "/view");
            Matcher matcher = response == null ? null : VIEW.matcher(response.body());
            if (matcher != null && matcher.find()) {
                views.put(Integer.parseInt(matcher.group(1)), new View(texts(matcher.group(2)), texts(matcher.group(3))));
            }
        }
        return views;
    }

    private static List<String> texts(String array) {
        return Pattern.compile("\"([^\"]*)\"").matcher(array).results().map(match -> match.group(1)).toList();
    }

    private static void awaitUsers(AppProcess host, Duration limit, String... users) {
        host.await("users " + List.of(users), limit, () -> {
            Map<Integer, View> views = views(host);
            return views.size() == 2 && views.values().stream().allMatch(view -> view.users.equals(List.of(users)));
        });
    }

    private static PlainClient connect(AppProcess host, String user) {
        PlainClient client = new PlainClient(host.port());
        client.join("/chat"); // of no user
        client.expect("/");
        client.send("40{\"user\":\"" + user + "\"}");
        host.await("the worker of " + user, () -> client.id("/") != null && !client.events("/").isEmpty());
        return client;
    }

    private static int worker(PlainClient client) {
        return Integer.parseInt(client.events("/").get(0).replaceAll("\\D", ""));
    }

    /** Connects clients of a user until there is one on each worker; the others leave. */
    private static List<PlainClient> onBothWorkers(AppProcess host, String user) {
        Map<Integer, PlainClient> clients = new TreeMap<>();
        for (int i = 0; i < 20 && clients.size() < 2; i++) {
            PlainClient client = connect(host, user);
            PlainClient before = clients.putIfAbsent(worker(client), client);
            if (before != null) {
                client.close();
            }
        }
        assertThat(clients).containsOnlyKeys(1, 2);
        return new ArrayList<>(clients.values());
    }

    private static AppProcess start(String... options) {
        return AppProcess.startCluster("presence-app", options);
    }

    private static long workerPid(AppProcess app, int worker) {
        Matcher matcher = app.awaitLine("\\[w" + worker + "\\] pid (\\d+) is ready");
        return Long.parseLong(matcher.group(1));
    }

    /** Waits until both workers know each other: before that, users of the other one may have been online earlier, without events. */
    private static void awaitEvents(AppProcess app) {
        AtomicInteger attempts = new AtomicInteger();
        app.await("events on both workers", () -> {
            String user = "user" + attempts.incrementAndGet();
            try (PlainClient client = connect(app, user)) {
                return isEventOnBothWorkers(app, "+" + user);
            }
        });
    }

    private static boolean isEventOnBothWorkers(AppProcess app, String start) {
        for (int i = 0; i < 100; i++) {
            Map<Integer, View> views = views(app);
            if (views.size() == 2 && views.values().stream()
                    .allMatch(view -> view.events.stream().anyMatch(event -> event.startsWith(start)))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void usersOfAKilledWorkerAreOfflineAtOnceAndEventsReachAUserOnAllWorkers() throws IOException {
        try (AppProcess app = start("-Dquarkus.socketio.presence.leave-delay=1s")) {
            awaitEvents(app);
            List<PlainClient> alice = onBothWorkers(app, "alice");
            List<PlainClient> bob = onBothWorkers(app, "bob");
            bob.get(1).close(); // that on worker 2
            awaitUsers(app, AppProcess.LIMIT, "alice=2@1/,2/", "bob=1@1/");

            new RawHttp(app.port()).post("/send/alice?event=news", "");
            app.await("the event on both workers", () -> alice.stream()
                    .allMatch(client -> client.events("/").stream().filter(event -> event.contains("news")).count() == 1));
            assertThat(bob.get(0).events("/")).noneMatch(event -> event.contains("news"));

            eventsReachANamespaceThatOnlyOneWorkerHas(app, alice.get(1));
            app.await("the joins", () -> views(app).values().stream()
                    .allMatch(view -> view.events.stream().anyMatch(event -> event.startsWith("+bob"))));
            AppProcess.kill(workerPid(app, 1));
            app.await("the end of the worker's users", SOON, () -> {
                View survivor = views(app).get(2);
                return survivor != null && survivor.users.equals(List.of("alice=1@2/"));
            });
            app.await("the leave", SOON, () -> views(app).getOrDefault(2, new View(List.of(), List.of())).events
                    .contains("-bob!"));
            awaitUsers(app, AppProcess.LIMIT, "alice=1@2/"); // also on the worker that is started instead
            assertThat(views(app).get(2).events).noneMatch(event -> event.startsWith("-alice"));
            assertThat(views(app).get(1).events).isEmpty();
            Stream.concat(alice.stream(), bob.stream()).forEach(PlainClient::close);
            awaitUsers(app, AppProcess.LIMIT);
        }
    }

    private static void eventsReachANamespaceThatOnlyOneWorkerHas(AppProcess app, PlainClient client) throws IOException {
        client.expect("/room-7");
        client.send("40/room-7,{\"user\":\"alice\"}");
        awaitUsers(app, AppProcess.LIMIT, "alice=3@1/,2/,2/room-7", "bob=1@1/");
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 20 && Set.copyOf(sent).size() < 2; i++) {
            try (RawHttp http = new RawHttp(app.port())) {
                sent.add("[\"room\"," + http.post("/send/alice?event=room", "").body() + "]");
            }
        }
        assertThat(sent).contains("[\"room\",1]", "[\"room\",2]");
        app.await("the events of both workers", () -> client.events("/room-7").size() >= sent.size());
        assertThat(client.events("/room-7")).containsExactlyInAnyOrderElementsOf(sent);
        client.send("41/room-7,");
        awaitUsers(app, AppProcess.LIMIT, "alice=2@1/,2/", "bob=1@1/");
    }

    @Test
    @Requires("redis-server")
    void usersOfTwoHostsAreSharedOverRedisUntilAHostIsKilled() throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            String[] options = { "-Dquarkus.socketio.adapter.type=redis",
                    "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port(), "-Dquarkus.socketio.presence.lease=6s",
                    "-Dquarkus.socketio.presence.leave-delay=1s" };
            try (AppProcess here = start(options); AppProcess there = start(options)) {
                List<PlainClient> alice = new ArrayList<>(onBothWorkers(here, "alice"));
                alice.addAll(onBothWorkers(there, "alice"));
                List<PlainClient> bob = onBothWorkers(there, "bob");
                awaitUsers(here, AppProcess.LIMIT, "alice=4@1/,1/,2/,2/", "bob=2@1/,2/");
                awaitUsers(there, AppProcess.LIMIT, "alice=4@1/,1/,2/,2/", "bob=2@1/,2/");

                new RawHttp(here.port()).post("/send/alice?event=news", "");
                here.await("the event on both hosts", () -> alice.stream()
                        .allMatch(client -> client.events("/").stream().anyMatch(event -> event.contains("news"))));
                assertThat(alice).allSatisfy(client -> assertThat(client.events("/"))
                        .filteredOn(event -> event.contains("news")).hasSize(1));

                AppProcess.kill(workerPid(there, 1));
                here.await("the end of the users of a worker on the other host", SOON, () -> views(here).values().stream()
                        .allMatch(view -> view.users.equals(List.of("alice=3@1/,2/,2/", "bob=1@2/"))));

                List<Long> all = new ArrayList<>(there.workers());
                all.add(0, there.pid());
                AppProcess.kill(all);
                awaitUsers(here, Duration.ofSeconds(30), "alice=2@1/,2/");
                here.await("the leave", SOON, () -> views(here).values().stream()
                        .allMatch(view -> view.events.stream().anyMatch(event -> event.startsWith("-bob"))));
                Stream.concat(alice.stream(), bob.stream()).forEach(PlainClient::close);
                awaitUsers(here, AppProcess.LIMIT);
            }
        }
    }
}
