package io.quarkiverse.socketio.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class IdleThreadsTest {
    private static final String BLOCKED = "2026-01-31 12:00:00,000 WARN  [io.vertx.core.impl.BlockedThreadChecker] "
            + "(vertx-blocked-thread-checker) Thread Thread[vert.x-eventloop-thread-0,5,main] has been blocked for 2954 ms, "
            + "time limit is 2000 ms: io.vertx.core.VertxException: Thread blocked";
    private static final String WAITS = "\tat io.netty.channel.epoll.Native.epollWait0(Native Method)";
    private static final String WORKS = "\tat com.acme.Endpoint.onMessage(Endpoint.java:12)";
    private static final String BELOW = "\tat java.base@17.0.15/java.lang.Thread.run(Thread.java:840)";

    @Test
    void aThreadThatWaitsForEventsIsNotBlocked() {
        assertThat(kept("before", BLOCKED, WAITS, BELOW, "after")).containsExactly("before", "after");
    }

    @Test
    void aThreadThatRunsIsBlocked() {
        assertThat(kept("before", BLOCKED, WORKS, BELOW, "after"))
                .containsExactly("before", BLOCKED, WORKS, BELOW, "after");
    }

    @Test
    void aThreadThatWaitedBeforeMayBeBlocked() {
        assertThat(kept(BLOCKED, WAITS, BELOW, BLOCKED, WORKS, BELOW)).containsExactly(BLOCKED, WORKS, BELOW);
    }

    @Test
    void linesOfSeveralProcessesMayBeInterleaved() {
        assertThat(kept("[w1] " + BLOCKED, "[w2] " + BLOCKED, "[w1] " + WAITS, "[w2] " + WORKS, "of the primary",
                "[w1] " + BELOW, "[w2] " + BELOW))
                .containsExactly("[w2] " + BLOCKED, "[w2] " + WORKS, "of the primary", "[w2] " + BELOW);
    }

    @Test
    void aWarningAtTheVeryEndIsKept() {
        assertThat(kept("before", BLOCKED)).containsExactly("before", BLOCKED);
    }

    @Test
    void aStackTraceOfAnExceptionIsKept() {
        assertThat(kept("java.lang.IllegalStateException: no", WAITS, BELOW))
                .containsExactly("java.lang.IllegalStateException: no", WAITS, BELOW);
    }

    private static List<String> kept(String... lines) {
        IdleThreads idle = new IdleThreads();
        List<String> kept = new ArrayList<>();
        for (String line : lines) {
            kept.addAll(idle.next(line));
        }
        kept.addAll(idle.end());
        return kept;
    }
}
