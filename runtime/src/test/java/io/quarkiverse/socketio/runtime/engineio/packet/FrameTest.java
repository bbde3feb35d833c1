package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class FrameTest {

    private static String hex(Frame frame) {
        ByteBuf taken = frame.takeWebSocketFrame();
        String hex = ByteBufUtil.hexDump(taken);
        taken.release();
        return hex;
    }

    @ParameterizedTest
    @CsvSource({ "0,8200", "1,8201", "125,827d", "126,827e007e", "127,827e007f", "65535,827effff",
            "65536,827f0000000000010000" })
    void theHeaderHasTheShortestLengthEncoding(int length, String header) {
        Frame frame = Frame.binaryMessage(new byte[length]);
        assertThat(hex(frame)).isEqualTo(header + "00".repeat(length));
        assertThat(frame.refCnt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "0,8101", "124,817d", "125,817e007e", "65534,817effff", "65535,817f0000000000010000" })
    void theTypeOfATextPacketCountsForItsLength(int length, String header) {
        assertThat(hex(Frame.message("a".repeat(length).getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(header + "34" + "61".repeat(length));
    }

    @Test
    void textIsEncodedInUtf8() {
        assertThat(hex(Frame.message("é😀".getBytes(StandardCharsets.UTF_8)))).isEqualTo("8107" + "34" + "c3a9f09f9880");
        assertThat(hex(Frame.open("{}"))).isEqualTo("8103307b7d");
    }

    @ParameterizedTest
    @CsvSource({ "0,b", "1,bAA==", "2,bAAA=", "3,bAAAA", "4,bAAAAAA==" })
    void inAPayloadBinaryIsBase64(int length, String expected) {
        Frame frame = Frame.binaryMessage(new byte[length]);
        assertThat(frame.payloadSize()).isEqualTo(expected.length() + 1);
        ByteBuf payload = Payload.encode(List.of(frame), 0, ByteBufAllocator.DEFAULT);
        assertThat(payload.toString(StandardCharsets.US_ASCII)).isEqualTo(expected);
        payload.release();
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void aFrameIsCompressibleUnlessTheSenderForbidsIt() {
        for (Frame frame : List.of(Frame.message(new byte[1]), Frame.binaryMessage(new byte[1]), Frame.open("{}"))) {
            assertThat(frame.isCompressible()).isTrue();
            frame.release();
        }
        for (Frame frame : List.of(Frame.message(new byte[1], false), Frame.binaryMessage(new byte[1], false))) {
            assertThat(frame.isCompressible()).isFalse();
            frame.release();
        }
    }

    @Test
    void takingTheFrameTransfersTheReference() {
        Frame frame = Frame.message(new byte[3]);
        assertThat(frame.refCnt()).isEqualTo(1);
        ByteBuf first = frame.retain().takeWebSocketFrame();
        ByteBuf second = frame.takeWebSocketFrame();
        assertThat(frame.refCnt()).isEqualTo(2);
        first.skipBytes(2);
        assertThat(second.readableBytes()).as("each has its own reading position").isEqualTo(6);
        first.release();
        second.release();
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void constantsAreNeverFreed() {
        for (Frame constant : List.of(Frame.PING, Frame.NOOP, Frame.CLOSE, Frame.PROBE_PONG)) {
            String before = hex(constant.retain());
            constant.release();
            constant.release();
            constant.takeWebSocketFrame().release();
            assertThat(hex(constant)).isEqualTo(before);
        }
        assertThat(hex(Frame.PING)).isEqualTo("810132");
        assertThat(hex(Frame.PROBE_PONG)).isEqualTo("810633" + "70726f6265");
    }

    @Test
    void manyThreadsMaySendTheSameFrame() throws Exception {
        byte[] data = new byte[10_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        Frame frame = Frame.binaryMessage(data);
        String expected = hex(frame.retain());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                boolean asPayload = i % 2 == 0;
                frame.retain();
                work.add(() -> asPayload ? payloadIs(frame, data) : hex(frame).equals(expected));
            }
            for (Future<Boolean> same : threads.invokeAll(work)) {
                assertThat(same.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
        frame.release();
        assertThat(frame.refCnt()).isZero();
    }

    private static boolean payloadIs(Frame frame, byte[] data) throws MalformedPacketException {
        ByteBuf body = Payload.encode(List.of(frame), 0, ByteBufAllocator.DEFAULT);
        try {
            return ByteBufUtil.equals(Payload.decode(body, 1).get(0).data(), Unpooled.wrappedBuffer(data));
        } finally {
            body.release();
        }
    }
}
