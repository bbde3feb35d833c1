package io.quarkiverse.socketio.runtime.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.link.HostHello;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Hello;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Relay;

/** Fuzzes the messages between hosts, which anybody who can connect to the port for other hosts can send. */
class HostFrameFuzzTest extends CoverageGuided {
    private static final int MAX_INCARNATION = 4095;

    @FuzzTest
    void decode(byte[] data) {
        ran();
        for (int max : new int[] { HostFrame.MAX_HELLO, HostFrame.MAX_CHALLENGE, HostFrame.MAX }) {
            decode(data, max);
        }
        if (data.length >= HostHello.LENGTH) {
            assertThat(HostHello.ownerIn(Unpooled.wrappedBuffer(data))).isBetween(0, MAX_INCARNATION);
        }
    }

    private static void decode(byte[] data, int max) {
        ByteBuf in = Unpooled.wrappedBuffer(data);
        HostFrame frame;
        try {
            frame = HostFrame.decode(in, max);
        } catch (IllegalArgumentException e) {
            return;
        }
        if (frame == null) {
            assertThat(in.readerIndex()).as("bytes that are consumed").isZero();
            assertThat(data.length).isLessThan(Integer.BYTES + max);
            return;
        }
        int length = in.readerIndex();
        assertThat(length).isLessThanOrEqualTo(Integer.BYTES + max);
        assertThat(HostFrame.decode(Unpooled.wrappedBuffer(data, 0, length - 1), max)).as("without the last byte").isNull();
        assertThat(in).as("bytes behind it").isEqualTo(Unpooled.wrappedBuffer(data, length, data.length - length));
        if (frame instanceof Hello hello) {
            assertThat(HostHello.ownerIn(Unpooled.wrappedBuffer(data)))
                    .isEqualTo(hello.incarnation() <= MAX_INCARNATION ? hello.incarnation() : 0);
        } else if (frame instanceof Relay relay) {
            assertThat(relay.incarnation()).isBetween(0, 0xffff);
            assertThat(relay.preamble().readableBytes()).isEqualTo(relay.signed().readableBytes() - 3);
        }
        ByteBuf again = Unpooled.buffer();
        frame.encode(again);
        if (frame instanceof HostFrame.Challenge challenge && challenge.tag().chars().anyMatch(each -> each > 127)) {
            return; // a tag that is no ASCII, of which no proof is valid
        }
        assertThat(ByteBufUtil.getBytes(again)).isEqualTo(ByteBufUtil.getBytes(in, 0, length));
    }
}
