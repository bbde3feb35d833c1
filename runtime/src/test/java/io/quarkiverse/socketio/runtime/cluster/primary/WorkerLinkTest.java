package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;

/** Tests frames that are relayed to a worker that reads, and to one that is stopped. */
class WorkerLinkTest {
    private static final int FRAME = 1000;
    private static final int READ = 16 << 10;

    private final List<ByteBuf> reads = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel() {
        @Override
        protected void doWrite(ChannelOutboundBuffer out) throws Exception {
            if (reading) {
                super.doWrite(out);
            }
        }
    };
    private final WorkerLink link = new WorkerLink(1, "", () -> {
    }, null);
    private boolean reading;

    @BeforeEach
    void attach() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(WorkerLink.MAX_UNREAD / 2, WorkerLink.MAX_UNREAD));
        link.attach(Lane.LINK, channel);
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
        reads.forEach(read -> assertThat(read.refCnt()).isZero());
    }

    @Test
    void pendingFramesTakeTheirLengthAndNotTheirReadBuffers() {
        relay(1_000);
        long pinned = reads.stream().filter(read -> read.refCnt() > 0).count();
        assertThat(pinned * FRAME).as("bytes in buffers that were read into").isLessThanOrEqualTo(WorkerLink.MAX_UNCOPIED);
        assertThat(channel.unsafe().outboundBuffer().size()).isEqualTo(1_000);
        reading = true;
        channel.flush();
        for (int i = 0; i < 1_000; i++) {
            ByteBuf frame = channel.readOutbound();
            assertThat(frame.readableBytes()).isEqualTo(FRAME);
            assertThat(frame.getInt(frame.readerIndex())).isEqualTo(i);
            frame.release();
        }
    }

    @Test
    void nothingIsCopiedForAWorkerThatReads() {
        reading = true;
        relay(500);
        assertThat(reads).allMatch(read -> read.refCnt() == 1);
    }

    @Test
    void copyingEndsWhenAWorkerReadsAgain() {
        relay(500);
        reading = true;
        channel.flush();
        int before = reads.size();
        relay(1);
        assertThat(reads.get(before).refCnt()).isEqualTo(1);
    }

    /** Each frame was read into its own buffer, as after a larger one. */
    private void relay(int frames) {
        for (int i = 0; i < frames; i++) {
            ByteBuf read = Unpooled.buffer(READ);
            ByteBuf frame = read.writeZero(FRAME).setInt(0, i).retainedSlice(0, FRAME);
            read.release();
            link.relay(frame);
            frame.release();
            reads.add(read);
        }
    }
}
