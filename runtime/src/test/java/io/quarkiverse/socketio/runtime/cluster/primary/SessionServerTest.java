package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ForgetSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ReleaseSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SaveSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionReleased;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionSaved;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakeSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakenSession;

/** Tests saved sessions between the links of two workers, with the primary's loop in virtual time. */
class SessionServerTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final byte[] OWNER = { 7 };
    private static final byte[] SESSION = { 1, 2, 3 };
    private static final Duration TTL = Duration.ofSeconds(60);

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Map<Integer, WorkerLink> links = new HashMap<>();
    private final Map<Integer, EmbeddedChannel> channels = new HashMap<>();
    private final SavedSessions saved = new SavedSessions(1 << 20);
    private long now = 1_000;
    private final SessionServer server = new SessionServer(saved, links::get, loop.eventLoop(), () -> now);

    @BeforeEach
    void link() {
        loop.freezeTime();
        for (int incarnation : new int[] { A, B }) {
            EmbeddedChannel channel = new EmbeddedChannel();
            WorkerLink link = new WorkerLink(incarnation, "", () -> {
            }, null);
            link.attach(Lane.LINK, channel);
            links.put(incarnation, link);
            channels.put(incarnation, channel);
        }
    }

    @AfterEach
    void release() {
        channels.values().forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void aSaveIsConfirmedIfRequested() {
        say(A, save("a", false, true));
        say(A, save("b", false, false));
        assertThat(received(A)).containsExactly(new SessionSaved());
        assertThat(saved.count()).isEqualTo(2);
    }

    @Test
    void aTakeThatNeedsAReleaseIsAnsweredAfterIt() {
        say(B, new TakeSession(5, "a", OWNER, A, false));
        assertThat(received(B)).isEmpty();
        ReleaseSession release = (ReleaseSession) received(A).get(0);
        say(A, save("a", false, false));
        say(A, new SessionReleased(release.id()));
        assertThat(received(B)).usingRecursiveFieldByFieldElementComparator().containsExactly(new TakenSession(5, SESSION));
    }

    @Test
    void aTakeFromAWorkerThatDoesNotAnswerIsAnsweredInTime() {
        say(A, save("a", true, false));
        say(B, new TakeSession(5, "a", OWNER, A, false));
        pass(SessionTakes.RELEASE_MILLIS - 1);
        assertThat(received(B)).isEmpty();
        pass(1);
        assertThat(received(B)).usingRecursiveFieldByFieldElementComparator().containsExactly(new TakenSession(5, SESSION));
    }

    @Test
    void sessionsOfAStoppedWorkerAreGivenWithoutARelease() {
        say(A, save("a", true, false));
        channels.get(A).close();
        server.onWorkerGone(A);
        say(B, new TakeSession(5, "a", OWNER, A, false));
        say(B, new TakeSession(6, "other", OWNER, A, false));
        assertThat(received(B)).usingRecursiveFieldByFieldElementComparator().containsExactly(new TakenSession(5, SESSION),
                new TakenSession(6, null));
    }

    @Test
    void expiredSessionsAreRemovedAndTheTimerEnds() {
        say(A, save("a", false, false));
        say(A, save("b", true, false));
        pass(TTL.toMillis() + 10_000);
        assertThat(saved.count()).isEqualTo(1);
        say(A, new ForgetSession("b"));
        assertThat(saved.isEmpty()).isTrue();
        pass(10_000);
        assertThat(loop.hasPendingTasks()).as("a timer although no session is saved").isFalse();
    }

    private void say(int worker, SessionMessage message) {
        server.receive(links.get(worker), message);
    }

    private static SaveSession save(String key, boolean held, boolean confirm) {
        return new SaveSession(new EncodedSession(key, OWNER, SESSION, TTL), held, confirm);
    }

    /** Advances in small steps, so that each timer fires at its time. */
    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += Math.min(100, millis - passed)) {
            long step = Math.min(100, millis - passed);
            now += step;
            loop.advanceTimeBy(step, TimeUnit.MILLISECONDS);
            loop.runPendingTasks();
        }
    }

    private List<LinkMessage> received(int worker) {
        List<LinkMessage> messages = new ArrayList<>();
        for (ByteBuf frame; (frame = channels.get(worker).readOutbound()) != null; frame.release()) {
            messages.add(LinkCodec.decode(frame.skipBytes(LinkCodec.LENGTH_BYTES)));
        }
        return messages;
    }
}
