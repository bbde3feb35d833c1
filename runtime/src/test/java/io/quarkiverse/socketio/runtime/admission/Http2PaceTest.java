package io.quarkiverse.socketio.runtime.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;

/** Tests how many requests of an HTTP/2 connection begin in one turn of its event loop. */
class Http2PaceTest {
    private static final int REQUESTS = 190;
    private static final int LIMIT = 100_000;

    private final Http2Heads sent = new Http2Heads(Http2Heads.PREFACE_BYTES);
    private final Http2Heads begun = new Http2Heads(Http2Heads.PREFACE_BYTES);
    private final Http2Pace.Held held = new Http2Pace.Held(LIMIT, new AtomicLong());
    private final Http2Pace pace = new Http2Pace(sent, held, ctx -> {
    });
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long passedOn;

    Http2PaceTest() {
        channel.freezeTime();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                pace.read(ctx, (ByteBuf) message);
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
                pace.readCompleted();
                ctx.fireChannelReadComplete();
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                pace.drop();
            }
        }, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                begun.inspect(bytes, Long.MAX_VALUE);
                passedOn += bytes.readableBytes();
                bytes.release();
            }
        });
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        assertThat(held.bytes()).hasValue(0);
    }

    /** Requests, each of which is cancelled. */
    private static ByteBuf requests(int count, int length) {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            all.writeMedium(length).writeByte(1).writeByte(5).writeInt(2 * i + 1).writeZero(length);
            all.writeMedium(4).writeByte(3).writeByte(0).writeInt(2 * i + 1).writeInt(8);
        }
        return all;
    }

    private void turn() {
        channel.advanceTimeBy(1, TimeUnit.MICROSECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void someRequestsBeginInOneTurnAndAllInLaterOnes() {
        ByteBuf all = requests(REQUESTS, 20);
        int length = all.readableBytes();
        channel.writeInbound(all);
        assertThat(begun.completed()).isEqualTo(Http2Pace.REQUESTS_PER_TURN);
        assertThat(channel.config().isAutoRead()).isFalse();
        turn();
        assertThat(begun.completed()).isEqualTo(2 * Http2Pace.REQUESTS_PER_TURN);
        for (int turns = 2; turns <= REQUESTS / Http2Pace.REQUESTS_PER_TURN; turns++) {
            turn();
        }
        assertThat(begun.completed()).isEqualTo(REQUESTS);
        assertThat(passedOn).isEqualTo(length);
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(all.refCnt()).isZero();
    }

    @Test
    void whatIsReadInTheMeantimeWaitsBehindIt() {
        channel.writeInbound(requests(10, 20));
        channel.writeInbound(requests(10, 20));
        assertThat(begun.completed()).isEqualTo(Http2Pace.REQUESTS_PER_TURN);
        turn();
        turn();
        assertThat(begun.completed()).isEqualTo(20);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void readingThatSomebodyElseHasPausedStaysPaused() {
        channel.config().setAutoRead(false);
        channel.writeInbound(requests(10, 20));
        turn();
        assertThat(begun.completed()).isEqualTo(10);
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void requestsInSeveralTurnsDoNotWait() {
        for (int i = 1; i <= 30; i++) {
            channel.writeInbound(requests(5, 20));
            assertThat(begun.completed()).isEqualTo(5L * i);
        }
    }

    @Test
    void requestsOfAnEndedConnectionDoNotBegin() {
        ByteBuf all = requests(REQUESTS, 20);
        channel.writeInbound(all);
        channel.close();
        turn();
        assertThat(begun.completed()).isEqualTo(Http2Pace.REQUESTS_PER_TURN);
        assertThat(all.refCnt()).isZero();
    }

    @Test
    void theConnectionThatExceedsTheLimitOfAllIsClosed() {
        held.bytes().set(LIMIT - 1000);
        long before = RejectReason.FLOOD.count();
        ByteBuf all = requests(20, 1000);
        channel.writeInbound(all);
        assertThat(channel.isOpen()).isFalse();
        assertThat(RejectReason.FLOOD.count()).isEqualTo(before + 1);
        assertThat(all.refCnt()).isZero();
        assertThat(held.bytes()).hasValue(LIMIT - 1000);
        held.bytes().set(0);
    }
}
