package io.quarkiverse.socketio.runtime.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** What a listener is told while it is busy, and before it may be told anything. */
class UserEventsTest {
    private static final ServerInfo SERVER = new ServerInfo("a", "host", 0);

    private final PresenceIndex index = new PresenceIndex();
    private final List<String> told = new ArrayList<>();
    private final List<Runnable> unfinished = new ArrayList<>();
    private final PresenceRuntime runtime = new PresenceRuntime(new ManualScheduler(), () -> 0, Runnable::run);
    private final UserEvents events = new UserEvents(index, runtime, new Mailbox(Runnable::run), Duration.ZERO,
            (user, online, leader, done) -> {
                told.add((online ? "+" : "-") + user);
                unfinished.add(done);
            }, user -> true);

    private void set(String user, boolean online) {
        index.put(SERVER, online ? new UserState(user, 0, 1, List.of()) : UserState.absent(user));
        events.onChange(user);
    }

    private void finish() {
        unfinished.remove(0).run();
    }

    @Test
    void aBusyListenerIsToldWhatDiffersWhenItIsFree() {
        events.open();
        set("alice", true);
        for (int i = 0; i < 1_000; i++) {
            set("bob", true);
            set("bob", false);
            set("alice", false);
            set("alice", true);
        }
        set("carol", true);
        assertThat(told).containsExactly("+alice");
        finish();
        finish();
        assertThat(told).containsExactly("+alice", "+carol");
        set("alice", false);
        assertThat(told).containsExactly("+alice", "+carol", "-alice");
    }

    @Test
    void nothingIsToldBeforeTheServerIsReady() {
        set("alice", true);
        set("bob", true);
        events.onPresentBefore("bob");
        assertThat(told).isEmpty();
        events.open();
        assertThat(told).containsExactly("+alice");
    }
}
