package io.quarkiverse.socketio.runtime.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes the codec of frames between the primary and workers. */
class LinkCodecFuzzTest extends CoverageGuided {

    @FuzzTest
    void decode(byte[] data) {
        ran();
        LinkMessage message;
        try {
            message = LinkCodec.decode(Unpooled.wrappedBuffer(data));
        } catch (LinkException e) {
            return;
        }
        if (message == null) {
            return;
        }
        byte[] encoded = encode(message);
        // a byte that is no UTF-8 becomes a character of three
        assertThat(encoded.length).isLessThanOrEqualTo(LinkCodec.LENGTH_BYTES + 3 * data.length);
        ByteBuf whole = Unpooled.wrappedBuffer(encoded);
        assertThat(whole.getInt(0)).isEqualTo(encoded.length - LinkCodec.LENGTH_BYTES);
        assertThat(LinkCodec.isBus(whole)).isEqualTo(message instanceof LinkMessage.Bus);
        if (message instanceof LinkMessage.Bus bus) {
            assertThat(LinkCodec.busFrom(whole)).isEqualTo(bus.from());
            assertThat(LinkCodec.busTo(whole)).isEqualTo(bus.to());
        }
        LinkMessage again = LinkCodec.decode(whole.skipBytes(LinkCodec.LENGTH_BYTES));
        assertThat(again).isNotNull();
        assertThat(encode(again)).isEqualTo(encoded);
    }

    private static byte[] encode(LinkMessage message) {
        ByteBuf out = Unpooled.buffer();
        LinkCodec.encode(message, out);
        return ByteBufUtil.getBytes(out);
    }
}
