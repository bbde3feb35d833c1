package io.quarkiverse.socketio.runtime.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionChannel;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ForgetSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ReleaseSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SaveSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionReleased;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionSaved;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakeSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakenSession;

/** Tests saved sessions as a worker sees them, in virtual time. */
class LinkSessionsTest {
    private static final byte[] OWNER = { 7, 7 };
    private static final int HOLDER = 9;

    private final FakeLink link = new FakeLink().connect();
    private boolean supported = true;
    private final LinkSessions sessions = new LinkSessions(link.writer, () -> supported);
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void release() {
        link.close();
    }

    @Test
    void aTakeReturnsItsSession() {
        int first = take("a");
        int second = take("b");
        sessions.receive(new TakenSession(second, null));
        sessions.receive(new TakenSession(first, new byte[] { 1, 2 }));
        sessions.receive(new TakenSession(4711, new byte[9]));
        assertThat(calls).containsExactly("b none", "a 2");
    }

    @Test
    void aTakeTimesOutAndALateReplyIsForgotten() {
        int id = take("a");
        link.pass(SessionChannel.TAKE_MILLIS - 1);
        assertThat(calls).isEmpty();
        link.pass(1);
        assertThat(calls).containsExactly("a none");
        sessions.receive(new TakenSession(id, new byte[1]));
        assertThat(calls).containsExactly("a none");
        assertThat(link.written()).containsExactly(new ForgetSession("a"));
    }

    @Test
    void aReplyInTimeCancelsTheTimeout() {
        int id = take("a");
        sessions.receive(new TakenSession(id, new byte[1]));
        link.pass(SessionChannel.TAKE_MILLIS);
        assertThat(calls).containsExactly("a 1");
    }

    @Test
    void takesReturnNothingWhenTheLinkCloses() {
        take("a");
        sessions.close();
        take("b");
        assertThat(calls).containsExactly("a none", "b none");
    }

    @Test
    void anOversizedKeyIsNotRequested() {
        sessions.take("k".repeat(SessionChannel.MAX_KEY + 1), OWNER, HOLDER, false).thenAccept(session -> calls.add("none"));
        assertThat(link.written()).isEmpty();
        assertThat(calls).containsExactly("none");
    }

    @Test
    void savesAreConfirmedInOrder() {
        assertThat(save("a", () -> calls.add("a"))).isTrue();
        assertThat(save("b", null)).isTrue();
        assertThat(save("c", () -> {
            calls.add("c");
            throw new IllegalStateException("on purpose");
        })).isTrue();
        assertThat(save("d", () -> calls.add("d"))).isTrue();
        assertThat(link.written()).extracting(message -> ((SaveSession) message).confirm())
                .containsExactly(true, false, true, true);
        sessions.receive(new SessionSaved());
        sessions.receive(new SessionSaved());
        assertThat(calls).containsExactly("a", "c");
        sessions.receive(new SessionSaved());
        sessions.receive(new SessionSaved());
        assertThat(calls).containsExactly("a", "c", "d");
    }

    @Test
    void messagesOfOneThreadKeepTheirOrder() {
        LinkBus bus = new LinkBus(1, link.writer);
        save("a", null);
        bus.send(2, new byte[1]);
        sessions.take("a", OWNER, HOLDER, false);
        bus.send(2, new byte[1]);
        sessions.forget("a");
        assertThat(link.written()).extracting(Object::getClass).containsExactly(SaveSession.class, LinkMessage.Bus.class,
                TakeSession.class, LinkMessage.Bus.class, ForgetSession.class);
    }

    @Test
    void sessionsAreNotSavedWhileThePrimaryDoesNotRead() {
        FakeLink stopped = new FakeLink();
        LinkSessions waiting = new LinkSessions(stopped.writer, () -> true);
        EncodedSession large = new EncodedSession("a", OWNER, new byte[15 << 20], Duration.ofSeconds(1));
        for (int i = 0; i < 4; i++) {
            assertThat(waiting.save(large, true, () -> calls.add("saved"))).isTrue();
        }
        assertThat(waiting.save(large, true, () -> calls.add("refused"))).isFalse();
        stopped.connect();
        for (int i = 0; i < 5; i++) {
            waiting.receive(new SessionSaved());
        }
        stopped.close();
        assertThat(calls).containsExactly("saved", "saved", "saved", "saved");
    }

    @Test
    void nothingIsSavedIfThePrimaryDoesNotSupportIt() {
        supported = false;
        assertThat(save("a", () -> calls.add("confirmed"))).isFalse();
        sessions.take("a", OWNER, HOLDER, false).thenAccept(session -> calls.add("none"));
        sessions.forget("a");
        assertThat(link.written()).isEmpty();
        assertThat(calls).containsExactly("none");
    }

    @Test
    void anOversizedSessionIsRefused() {
        EncodedSession large = new EncodedSession("a", OWNER, new byte[LinkCodec.MAX_FRAME], Duration.ofSeconds(1));
        assertThatThrownBy(() -> sessions.save(large, true, null)).isInstanceOf(IllegalArgumentException.class);
        EncodedSession named = new EncodedSession("k".repeat(SessionChannel.MAX_KEY + 1), OWNER, OWNER, Duration.ofSeconds(1));
        assertThatThrownBy(() -> sessions.save(named, true, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReleaseIsAnsweredAfterTheSaveAndOnce() {
        sessions.onRelease((key, owner, done) -> {
            calls.add(key + owner.length);
            save(key, null);
            done.run();
            done.run();
        });
        sessions.receive(new ReleaseSession(5, "a", OWNER));
        assertThat(calls).containsExactly("a2");
        List<LinkMessage> written = link.written();
        assertThat(written).hasSize(2);
        assertThat(written.get(0)).isInstanceOf(SaveSession.class);
        assertThat(written.get(1)).isEqualTo(new SessionReleased(5));
    }

    @Test
    void aReleaseIsAnsweredWithoutAListenerOrWithAFailingOne() {
        sessions.receive(new ReleaseSession(5, "a", OWNER));
        sessions.onRelease((key, owner, done) -> {
            throw new IllegalStateException("on purpose");
        });
        sessions.receive(new ReleaseSession(6, "a", OWNER));
        assertThat(link.written()).containsExactly(new SessionReleased(5), new SessionReleased(6));
    }

    private boolean save(String key, Runnable confirmed) {
        return sessions.save(new EncodedSession(key, OWNER, new byte[] { 1 }, Duration.ofSeconds(1)), true, confirmed);
    }

    /** Returns the id of the take. */
    private int take(String key) {
        sessions.take(key, OWNER, HOLDER, false)
                .thenAccept(session -> calls.add(key + " " + (session == null ? "none" : session.length)));
        TakeSession asked = (TakeSession) link.written().get(0);
        assertThat(asked.key()).isEqualTo(key);
        assertThat(asked.holder()).isEqualTo(HOLDER);
        assertThat(asked.owner()).isEqualTo(OWNER);
        return asked.id();
    }
}
