package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequence;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.SequenceStart;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;

/** Tests how the primary sequences frames. */
class SequencerTest {
    private final Sequencer sequencer = new Sequencer(new SecureRandom());
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final List<WorkerLink> links = new ArrayList<>();

    @AfterEach
    void release() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 20 })
    void eachLinkGetsTheFrameAndTheSenderItsSequenceNumberOnly(int workers) {
        join(workers);
        sequence(0, new byte[] { 1, 2, 3 });
        sequence(workers - 1, new byte[] { 4 });
        for (int i = 0; i < workers; i++) {
            boolean first = i == 0;
            boolean last = i == workers - 1;
            assertThat(written(i)).usingRecursiveFieldByFieldElementComparator().containsExactly(
                    new Sequenced(1, 1, first ? new byte[0] : new byte[] { 1, 2, 3 }),
                    new Sequenced(2, workers, last ? new byte[0] : new byte[] { 4 }));
        }
    }

    @Test
    void aLinkStartsAfterTheLastSequenceNumberAndTheEpochIsUrlSafe() {
        join(1);
        sequence(0, new byte[1]);
        sequencer.start(links.get(0));
        assertThat(written(0).get(1)).isInstanceOfSatisfying(SequenceStart.class, start -> {
            assertThat(start.place()).isEqualTo(1);
            assertThat(start.epoch()).matches("[A-Za-z0-9_-]{8}");
        });
        Sequencer other = new Sequencer(new SecureRandom());
        sequencer.start(links.get(0));
        other.start(links.get(0));
        assertThat(written(0)).extracting(start -> ((SequenceStart) start).epoch()).doesNotHaveDuplicates();
    }

    /** A body is in memory once, however many links it waits for, and released when the last one has written it. */
    @Test
    void theBodyIsNeitherCopiedNorRetained() {
        join(3);
        ByteBuf whole = frame(new byte[] { 1 });
        sequencer.sequence(links.get(0), whole, links, link -> {
        });
        whole.setByte(whole.writerIndex() - 1, 99);
        whole.release();
        assertThat(whole.refCnt()).isPositive();
        for (int i = 1; i < 3; i++) {
            assertThat(((Sequenced) written(i).get(0)).body()).containsExactly(99);
        }
        assertThat(whole.refCnt()).isZero();
    }

    @Test
    void anUnconnectedLinkGetsNothing() {
        join(2);
        links.add(new WorkerLink(3, "", () -> {
        }, null));
        sequence(0, new byte[1]);
        assertThat(written(1)).hasSize(1);
    }

    private void join(int workers) {
        for (int incarnation = 1; incarnation <= workers; incarnation++) {
            EmbeddedChannel channel = new EmbeddedChannel();
            WorkerLink link = new WorkerLink(incarnation, "", () -> {
            }, null);
            link.attach(Lane.LINK, channel);
            channels.add(channel);
            links.add(link);
        }
    }

    private void sequence(int from, byte[] body) {
        ByteBuf whole = frame(body);
        sequencer.sequence(links.get(from), whole, links, link -> {
        });
        whole.release();
    }

    private static ByteBuf frame(byte[] body) {
        ByteBuf whole = PooledByteBufAllocator.DEFAULT.directBuffer();
        LinkCodec.encode(new Sequence(body), whole);
        return whole;
    }

    private List<LinkMessage> written(int link) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part; (part = channels.get(link).readOutbound()) != null; part.release()) {
            all.writeBytes(part);
        }
        List<LinkMessage> messages = new ArrayList<>();
        while (all.isReadable()) {
            messages.add(LinkCodec.decode(all.readSlice(all.readInt())));
        }
        return messages;
    }
}
