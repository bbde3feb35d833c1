package io.quarkiverse.socketio.runtime.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.WrittenBytes;

/** Tests messages between a primary and workers of different builds. */
class EarlierLinkMessagesTest {
    /** A higher version needs another file. */
    private static final WrittenBytes WRITTEN = WrittenBytes.of(EarlierLinkMessagesTest.class,
            "frames-" + LinkCodec.VERSION + ".txt");
    private static final byte[] BYTES = { 1, 2, 3 };

    private static final Map<String, LinkMessage> MESSAGES = new LinkedHashMap<>();
    static {
        for (LinkMessage.Lane lane : LinkMessage.Lane.values()) {
            MESSAGES.put("hello-" + lane, new LinkMessage.Hello(lane, 4095, "secret"));
        }
        MESSAGES.put("ready", new LinkMessage.Ready());
        MESSAGES.put("load", new LinkMessage.Load(7, 1L << 40, 3, 1L << 33, 12_345, 99, LinkMessage.Activity.NONE));
        MESSAGES.put("load-activity", new LinkMessage.Load(7, 1L << 40, 3, 1L << 33, 12_345, 99,
                new LinkMessage.Activity(1L << 41, 1L << 42, 1L << 32, 250, "1.0 2026-01-01T00:00:00Z")));
        MESSAGES.put("members", new LinkMessage.Members(Set.of(4095)));
        MESSAGES.put("cluster-view",
                new LinkMessage.ClusterView(true, List.of(new LinkMessage.SeatView(1, 17, 4_194_304, "RUNNING", 3,
                        250_000, 1_700_000_000_000L, 1L << 32, 0.75))));
        MESSAGES.put("stop", new LinkMessage.Stop(30_000));
        MESSAGES.put("bus", new LinkMessage.Bus(3, BusChannel.ALL, BYTES));
        MESSAGES.put("drain", new LinkMessage.Drain(30_000));
        MESSAGES.put("drained", new LinkMessage.Drained());
        MESSAGES.put("shed", new LinkMessage.Shed(7));
        MESSAGES.put("request", new LinkMessage.QueryRequest(3, new Query.Readiness()));
        MESSAGES.put("request-health", new LinkMessage.QueryRequest(4, new Query.Health(HealthChecks.ALL)));
        MESSAGES.put("request-metrics", new LinkMessage.QueryRequest(5, new Query.Metrics()));
        MESSAGES.put("request-owner", new LinkMessage.QueryRequest(6, new Query.Owner(17)));
        MESSAGES.put("request-restart", new LinkMessage.QueryRequest(7, new Query.Restart()));
        MESSAGES.put("request-status", new LinkMessage.QueryRequest(8, new Query.Status()));
        MESSAGES.put("request-page", new LinkMessage.QueryRequest(9, new Query.Page("GET", "/q/health", "")));
        MESSAGES.put("request-state", new LinkMessage.QueryRequest(10, new Query.State()));
        MESSAGES.put("request-link", new LinkMessage.QueryRequest(12, new Query.Link()));
        MESSAGES.put("request-await-restart", new LinkMessage.QueryRequest(11, new Query.AwaitRestart()));
        MESSAGES.put("response", new LinkMessage.QueryResponse(3, false, "är"));
        MESSAGES.put("response-page",
                new LinkMessage.QueryResponse(9, true, new QueryReply.Page(200, "text/plain", "UP").text()));
        MESSAGES.put("sequence", new SequencerMessage.Sequence(BYTES));
        MESSAGES.put("sequenced", new SequencerMessage.Sequenced(1L << 40, 7, BYTES));
        MESSAGES.put("sequence-start", new SequencerMessage.SequenceStart("aB3-_x", 1L << 40));
        MESSAGES.put("save-session", new SessionMessage.SaveSession(
                new EncodedSession("key", new byte[] { 9, 8 }, BYTES, Duration.ofMillis(120_001)), true, false));
        MESSAGES.put("session-saved", new SessionMessage.SessionSaved());
        MESSAGES.put("take-session", new SessionMessage.TakeSession(-1, "key", BYTES, 4095, true));
        MESSAGES.put("taken-session", new SessionMessage.TakenSession(5, BYTES));
        MESSAGES.put("taken-session-none", new SessionMessage.TakenSession(6, null));
        MESSAGES.put("forget-session", new SessionMessage.ForgetSession("key"));
        MESSAGES.put("release-session", new SessionMessage.ReleaseSession(7, "key", BYTES));
        MESSAGES.put("session-released", new SessionMessage.SessionReleased(7));
        MESSAGES.put("lead", new LinkMessage.Lead(true));
        MESSAGES.put("leadership-ended", new LinkMessage.LeadershipEnded());
        for (ClusterEvent event : List.of(new ClusterEvent.WorkerSpawned(1, 7, 1L << 22), new ClusterEvent.WorkerReady(1, 7),
                new ClusterEvent.WorkerDraining(2, 8), new ClusterEvent.WorkerFailed(3, "it crashed 6 times"),
                new ClusterEvent.WorkerExited(1, 7, 137, OptionalInt.of(9), false, true),
                new ClusterEvent.ClusterReady(4, Duration.ofMillis(2345)), new ClusterEvent.ClusterShutdown(),
                new ClusterEvent.RollingRestartStarted(4, "signal USR2"),
                new ClusterEvent.RollingRestartFinished(2, Duration.ofSeconds(9), "[w3] does not start"),
                new ClusterEvent.SignalReceived("HUP"))) {
            MESSAGES.put("announcement-" + event.getClass().getSimpleName(), new LinkMessage.Announcement(event));
        }
    }

    static Stream<String> names() {
        return MESSAGES.keySet().stream();
    }

    /** Returns the frame without its length. */
    private static byte[] payload(LinkMessage message) {
        ByteBuf out = Unpooled.buffer();
        LinkCodec.encode(message, out);
        return ByteBufUtil.getBytes(out.skipBytes(LinkCodec.LENGTH_BYTES));
    }

    private static void isRead(byte[] frame, String name) {
        LinkMessage read = WRITTEN.read(frame, bytes -> LinkCodec.decode(Unpooled.wrappedBuffer(bytes)));
        assertThat(read).as(WRITTEN.advice()).usingRecursiveComparison().withStrictTypeChecking()
                .isEqualTo(MESSAGES.get(name));
    }

    @Test
    void earlierBuildsReadMessagesOfThisBuild() {
        Map<String, byte[]> today = new LinkedHashMap<>();
        MESSAGES.forEach((name, message) -> today.put(name, payload(message)));
        WRITTEN.areWrittenToday(today);
    }

    @ParameterizedTest
    @MethodSource("names")
    void messagesOfEarlierBuildsAreRead(String name) {
        isRead(WRITTEN.of(name), name);
    }

    @Test
    void everyMessageAndEventIsCovered() {
        assertThat(MESSAGES.values().stream().map(LinkMessage::type)).contains(LinkMessageType.values());
        assertThat(MESSAGES.keySet()).containsAll(Stream.of(ClusterEvent.class.getPermittedSubclasses())
                .map(event -> "announcement-" + event.getSimpleName()).toList());
    }
}
