package io.quarkiverse.socketio.runtime.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Bus;
import io.quarkiverse.socketio.runtime.cluster.link.SequencedFrames;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequence;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.SequenceStart;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;

/** Tests the frames of the bus at a worker, in virtual time. */
class LinkBusTest {
    private static final int SELF = 3;
    private static final int OTHER = 4;

    private final FakeLink link = new FakeLink();
    private final LinkBus bus = new LinkBus(SELF, link.writer);
    private final RecordedListener received = new RecordedListener();

    @AfterEach
    void release() {
        link.close();
    }

    @BeforeEach
    void tellMembers() {
        bus.onMembers(Set.of(SELF, OTHER));
    }

    @Test
    void plainAndSequencedFramesAreWrittenInTheOrderOfTheCalls() {
        bus.on(new SequenceStart("e", 0));
        bus.send(OTHER, new byte[] { 1 });
        assertThat(bus.sequence(new byte[] { 2 })).isTrue();
        bus.send(BusChannel.ALL, new byte[] { 3 });
        assertThat(link.written()).as("not before the HELLO").isEmpty();
        link.connect();
        assertThat(link.written()).extracting(LinkBusTest::shown).containsExactly("bus 1", "sequence 2", "bus 3");
    }

    @Test
    void nothingIsSequencedIfThePrimaryDoesNotSupportIt() {
        link.connect();
        assertThat(bus.sequence(new byte[1])).isFalse();
        assertThat(link.written()).isEmpty();
        bus.on(new SequenceStart("e", 0));
        assertThat(bus.sequence(new byte[1])).isTrue();
    }

    @Test
    void sequencedAndPlainFramesShareTheLimitOfUnreadBytes() {
        bus.on(new SequenceStart("e", 0));
        byte[] body = new byte[8 << 20];
        for (int i = 0; i < 4; i++) {
            assertThat(bus.sequence(body)).isTrue();
            bus.send(OTHER, body);
        }
        assertThat(bus.sequence(new byte[1])).isFalse();
        link.connect();
        assertThat(link.written()).hasSize(8);
        assertThat(bus.sequence(new byte[1])).isTrue();
    }

    @Test
    void anOversizedBodyIsRefused() {
        bus.on(new SequenceStart("e", 0));
        assertThatThrownBy(() -> bus.sequence(new byte[SequencedFrames.MAX_BODY + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theListenerGetsStartFramesAndSequenceNumbersInOrder() {
        link.connect();
        bus.listen(received);
        link.run();
        bus.on(new SequenceStart("e", 41));
        bus.on(new Bus(OTHER, SELF, new byte[] { 1 }));
        bus.on(new Sequenced(42, OTHER, new byte[] { 2 }));
        bus.on(new Sequenced(43, SELF, new byte[0]));
        bus.on(new Bus(OTHER, SELF, new byte[] { 3 }));
        bus.on(new Sequenced(44, OTHER, new byte[] { 4 }));
        assertThat(received.calls).containsExactly("members", "start e 41", "frame 1", "42: 2", "placed 43", "frame 3",
                "44: 4");
    }

    /** A server that believes it is alone requests no events of others. */
    @Test
    void membersAreNotReportedBeforeTheyAreKnown() {
        LinkBus unknown = new LinkBus(SELF, link.writer);
        link.connect();
        unknown.listen(received);
        link.run();
        assertThat(received.calls).isEmpty();
        unknown.onMembers(Set.of(SELF));
        assertThat(received.calls).containsExactly("members");
    }

    @Test
    void earlierFramesReachTheListenerInOrder() {
        link.connect();
        bus.on(new SequenceStart("e", 41));
        bus.on(new Bus(OTHER, SELF, new byte[] { 1 }));
        bus.on(new Sequenced(42, OTHER, new byte[] { 2 }));
        bus.on(new Bus(OTHER, SELF, new byte[] { 3 }));
        bus.listen(received);
        link.run();
        bus.on(new Sequenced(43, OTHER, new byte[] { 4 }));
        assertThat(received.calls).containsExactly("members", "start e 41", "frame 1", "42: 2", "frame 3", "43: 4");
    }

    @Test
    void aSecondListenerContinuesAfterTheFirst() {
        link.connect();
        bus.on(new SequenceStart("e", 41));
        bus.listen(new RecordedListener());
        link.run();
        bus.on(new Sequenced(42, OTHER, new byte[] { 2 }));
        bus.listen(received);
        link.run();
        assertThat(received.calls).containsExactly("members", "start e 42");
    }

    /** Covers applications that start slowly, or use no bus at all. */
    @Test
    void framesWithoutAListenerAreLimitedAndTheStartFollowsDroppedOnes() {
        link.connect();
        bus.on(new SequenceStart("e", 0));
        bus.on(new Bus(OTHER, SELF, new byte[] { 1 }));
        byte[] body = new byte[1 << 20];
        for (int place = 1; place <= 100; place++) {
            bus.on(new Sequenced(place, OTHER, body));
        }
        bus.listen(received);
        link.run();
        assertThat(received.calls).hasSize(3 + 15).startsWith("members", "start e 85", "frame 1", "86: 0").endsWith("100: 0");
    }

    @Test
    void aListenerThatFailsMissesThatFrameOnly() {
        link.connect();
        bus.listen(received);
        link.run();
        bus.on(new SequenceStart("e", 0));
        received.failing = true;
        bus.on(new Sequenced(1, OTHER, new byte[] { 1 }));
        received.failing = false;
        bus.on(new Sequenced(2, OTHER, new byte[] { 2 }));
        assertThat(received.calls).containsExactly("members", "start e 0", "2: 2");
    }

    private static String shown(LinkMessage message) {
        return message instanceof Sequence sequence ? "sequence " + sequence.body()[0] : "bus " + ((Bus) message).body()[0];
    }

    private static final class RecordedListener implements BusChannel.Listener {
        final List<String> calls = new ArrayList<>();
        boolean failing;

        @Override
        public void onFrame(int from, byte[] body) {
            calls.add("frame " + body[0]);
        }

        @Override
        public void onMembers(Set<Integer> others) {
            calls.add("members");
        }

        @Override
        public void onStart(String epoch, long place) {
            calls.add("start " + epoch + " " + place);
        }

        @Override
        public void onSequenced(long place, int from, byte[] body) {
            if (failing) {
                throw new IllegalStateException("on purpose");
            }
            calls.add(place + ": " + body[0]);
        }

        @Override
        public void onPlaced(long place) {
            calls.add("placed " + place);
        }
    }
}
