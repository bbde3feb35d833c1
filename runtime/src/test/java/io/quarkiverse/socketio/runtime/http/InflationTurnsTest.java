package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/** Tests what is held of several frames of one read. The test says when a round of I/O has passed. */
class InflationTurnsTest {
    private static final int HALF_A_TURN = InflationTurns.TURN_BYTES / 2;

    private final InflationTurns.Turn turn = new InflationTurns.Turn();
    private final InflationTurns turns = new InflationTurns(turn);
    private final EmbeddedChannel channel = new EmbeddedChannel(turns, new Inflater(), turns.counter());
    private final AtomicLong held = new AtomicLong();
    private boolean wanted = true;

    /** A frame "n:size" becomes one of that size that begins with n. */
    private static final class Inflater extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            TextWebSocketFrame frame = (TextWebSocketFrame) message;
            String[] parts = frame.text().split(":");
            frame.release();
            byte[] large = new byte[Integer.parseInt(parts[1])];
            large[0] = Byte.parseByte(parts[0]);
            context.fireChannelRead(new TextWebSocketFrame(Unpooled.wrappedBuffer(large)));
        }
    }

    @BeforeEach
    void attach() {
        channel.freezeTime();
        turns.attach(held::addAndGet, () -> wanted);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** Reads frames of that size at once, numbered from 0. */
    private void read(int count, int size) {
        read(channel, count, size);
    }

    private static void read(EmbeddedChannel channel, int count, int size) {
        channel.writeInbound(IntStream.range(0, count).mapToObj(n -> new TextWebSocketFrame(n + ":" + size)).toArray());
    }

    private List<Integer> delivered() {
        return delivered(channel);
    }

    private static List<Integer> delivered(EmbeddedChannel channel) {
        List<Integer> numbers = new ArrayList<>();
        for (TextWebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            numbers.add((int) frame.content().getByte(0));
            frame.release();
        }
        return numbers;
    }

    /** Passes a round of I/O. */
    private void pass() {
        channel.advanceTimeBy(1, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private boolean isReading() {
        return channel.config().isAutoRead();
    }

    @Test
    void framesThatAreSmallInflatedAreDeliveredAtOnce() {
        read(100, 600);
        assertThat(delivered()).hasSize(100);
        assertThat(held).hasValue(0);
        assertThat(isReading()).isTrue();
        read(100, 600);
        assertThat(delivered()).as("until the turn is over").hasSizeBetween(1, 99);
        pass();
        assertThat(delivered()).as("the others").hasSizeBetween(1, 99);
        assertThat(isReading()).isTrue();
    }

    @Test
    void largeFramesAreDeliveredInTurnsAndNothingIsReadMeanwhile() {
        read(5, HALF_A_TURN);
        assertThat(delivered()).containsExactly(0, 1);
        assertThat(isReading()).isFalse();
        assertThat(held.get()).isGreaterThan(3 * 256);
        pass();
        assertThat(delivered()).containsExactly(2, 3);
        assertThat(isReading()).isFalse();
        pass();
        assertThat(delivered()).containsExactly(4);
        assertThat(isReading()).isTrue();
        assertThat(held).hasValue(0);
        pass();
        assertThat(isReading()).isTrue();
    }

    @Test
    void theConnectionsOfAnEventLoopTakeTurns() {
        InflationTurns ofOther = new InflationTurns(turn);
        EmbeddedChannel other = new EmbeddedChannel(ofOther, new Inflater(), ofOther.counter());
        read(3, 2 * HALF_A_TURN);
        read(other, 3, HALF_A_TURN);
        assertThat(delivered()).containsExactly(0);
        assertThat(delivered(other)).as("in the same turn").isEmpty();
        pass();
        assertThat(delivered()).containsExactly(1);
        assertThat(delivered(other)).isEmpty();
        pass();
        assertThat(delivered()).isEmpty();
        assertThat(delivered(other)).containsExactly(0, 1);
        other.runPendingTasks();
        pass();
        other.close();
        pass();
        assertThat(delivered()).containsExactly(2);
        other.finishAndReleaseAll();
    }

    @Test
    void framesOfALaterReadStayBehindThoseThatAreHeld() {
        read(3, 2 * HALF_A_TURN);
        assertThat(delivered()).containsExactly(0);
        channel.config().setAutoRead(true); // as a link does that resumes
        channel.writeInbound(new TextWebSocketFrame("7:1"));
        assertThat(delivered()).isEmpty();
        assertThat(isReading()).isFalse();
        pass();
        assertThat(delivered()).as("not two turns in one round").containsExactly(1);
        pass();
        assertThat(delivered()).containsExactly(2);
        pass();
        assertThat(delivered()).containsExactly(7);
        assertThat(isReading()).isTrue();
    }

    @Test
    void aPausedLinkIsNotReadAfterTheLastTurn() {
        read(2, 2 * HALF_A_TURN);
        wanted = false;
        pass();
        assertThat(delivered()).containsExactly(0, 1);
        assertThat(isReading()).isFalse();
    }

    @Test
    void whatWasSentBeforeTheClientEndedTheConnectionIsDeliveredInTurnsBeforeItsEnd() {
        read(2, 2 * HALF_A_TURN);
        read(2, 2 * HALF_A_TURN); // as Netty reads to the end
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(delivered()).containsExactly(0);
        for (int next : new int[] { 1, 0, 1 }) {
            assertThat(channel.isOpen()).isTrue();
            pass();
            assertThat(delivered()).containsExactly(next);
        }
        assertThat(channel.isOpen()).isFalse();
        assertThat(held).hasValue(0);
    }

    @Test
    void whatIsHeldWhenTheConnectionIsClosedIsDropped() {
        read(4, 2 * HALF_A_TURN);
        channel.close();
        pass();
        assertThat(delivered()).containsExactly(0);
        assertThat(held).hasValue(0);
    }
}
