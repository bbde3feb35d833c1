package io.quarkiverse.socketio.runtime.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Tests whether a request head is incomplete in the frames of an HTTP/2 client. */
class Http2HeadsTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int END = 4;

    private final Http2Heads heads = new Http2Heads(0);

    private void see(ByteBuf bytes) {
        int before = bytes.readableBytes();
        heads.inspect(bytes, Long.MAX_VALUE);
        assertThat(bytes.readableBytes()).isEqualTo(before);
        bytes.release();
    }

    private static ByteBuf frame(int type, int flags, int length) {
        return Unpooled.buffer().writeMedium(length).writeByte(type).writeByte(flags).writeInt(1).writeZero(length);
    }

    private static ByteBuf preface() {
        return Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
    }

    private void begin() {
        see(preface());
        see(frame(SETTINGS, 0, 6));
    }

    @Test
    void thePrefaceAndTheFirstFrameCountAsAHead() {
        assertThat(heads.isUnderWay()).isTrue();
        see(preface());
        assertThat(heads.isUnderWay()).isTrue();
        see(frame(SETTINGS, 0, 0));
        assertThat(heads.isUnderWay()).isFalse();
        assertThat(heads.completed()).isEqualTo(1);
    }

    @Test
    void aHeadLastsFromItsFirstByteToItsLastFrame() {
        begin();
        ByteBuf frame = frame(HEADERS, END, 10);
        while (frame.isReadable()) {
            see(frame.readRetainedSlice(1));
            assertThat(heads.isUnderWay()).isEqualTo(frame.isReadable());
        }
        assertThat(heads.completed()).isEqualTo(2);
    }

    @Test
    void headersWithContinuationFramesAreOneHead() {
        begin();
        see(frame(HEADERS, 0, 10));
        assertThat(heads.isUnderWay()).isTrue();
        see(frame(CONTINUATION, 0, 10));
        assertThat(heads.isUnderWay()).isTrue();
        assertThat(heads.completed()).isEqualTo(1);
        see(frame(CONTINUATION, END, 10));
        assertThat(heads.isUnderWay()).isFalse();
        assertThat(heads.completed()).isEqualTo(2);
    }

    @Test
    void dataFramesAreNoHead() {
        begin();
        see(frame(HEADERS, END, 10));
        see(frame(DATA, 0, 100).slice(0, 50));
        assertThat(heads.isUnderWay()).isFalse();
        assertThat(heads.completed()).isEqualTo(2);
    }

    @Test
    void theResultDoesNotDependOnTheSplitOfTheBytes() {
        ByteBuf all = Unpooled.wrappedBuffer(preface(), frame(SETTINGS, 0, 6), frame(HEADERS, END, 300), frame(DATA, 0, 70_000),
                frame(HEADERS, 0, 5), frame(CONTINUATION, END, 0), frame(HEADERS, END, 0), frame(HEADERS, 0, 17));
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Http2Heads some = new Http2Heads(0);
            ByteBuf rest = all.duplicate();
            while (rest.isReadable()) {
                some.inspect(rest.readSlice(1 + random.nextInt(Math.min(20_000, rest.readableBytes()))), Long.MAX_VALUE);
            }
            assertThat(some.completed()).isEqualTo(4);
            assertThat(some.isUnderWay()).isTrue();
        }
    }

    @Test
    void inspectionEndsBehindTheHeadThatReachesTheNumber() {
        ByteBuf first = Unpooled.wrappedBuffer(preface(), frame(SETTINGS, 0, 6), frame(HEADERS, END, 300));
        ByteBuf all = Unpooled.wrappedBuffer(first.duplicate(), frame(HEADERS, END, 20));
        assertThat(heads.inspect(all, 2)).isEqualTo(first.readableBytes());
        assertThat(heads.completed()).isEqualTo(2);
        assertThat(heads.inspect(all.skipBytes(first.readableBytes()), 2)).isZero();
        assertThat(heads.inspect(all, 3)).isEqualTo(all.readableBytes());
        assertThat(heads.completed()).isEqualTo(3);
    }
}
