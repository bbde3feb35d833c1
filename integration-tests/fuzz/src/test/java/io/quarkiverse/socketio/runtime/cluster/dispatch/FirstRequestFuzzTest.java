package io.quarkiverse.socketio.runtime.cluster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.Decision;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.HandOver;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.ReadOn;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.SendElsewhere;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;
import io.quarkiverse.socketio.runtime.quarkus.cluster.SidAffinity;

/**
 * Fuzzes the first bytes of a connection, in pieces of any size. To reach the limits with few bytes, {@code 0xff n} stands for
 * the byte before it 300 * n times more.
 */
class FirstRequestFuzzTest extends CoverageGuided {
    private static final int READ = 8192;
    private static final int MAX_BYTES_READ = FirstBytes.MAX_HEAD + 2 * READ;
    private static final Affinity OWNERS = new SidAffinity("/socket.io");
    private static final RequestLine NO_REQUEST = new RequestLine("", "");

    @FuzzTest
    void decide(byte[] data) {
        ran();
        byte[] sent = expand(data);
        decide(sent, false);
        decide(sent, true);
    }

    /** @param redirects whether no request of that port is for a worker */
    private static void decide(byte[] sent, boolean redirects) {
        Decision expected = naively(new String(sent, StandardCharsets.ISO_8859_1), redirects);
        assertThat(inPieces(sent, redirects, left -> left)).isEqualTo(expected);
        // pieces depend on the bytes only, so that a finding can be reproduced
        Random random = new Random(Arrays.hashCode(sent));
        assertThat(inPieces(sent, redirects, left -> 1 + random.nextInt(READ))).isEqualTo(expected);
        if (sent.length < 2000) {
            assertThat(inPieces(sent, redirects, left -> 1 + random.nextInt(1 + sent.length / 8))).isEqualTo(expected);
            assertThat(inPieces(sent, redirects, left -> 1)).isEqualTo(expected);
        }
    }

    private static Decision inPieces(byte[] sent, boolean redirects, IntUnaryOperator size) {
        FirstBytes first = new FirstBytes(OWNERS, redirects, false);
        Decision decision = new ReadOn();
        int read = 0;
        while (decision instanceof ReadOn && read < sent.length) {
            int length = Math.min(size.applyAsInt(sent.length - read), sent.length - read);
            decision = first.add(Unpooled.buffer(length).writeBytes(sent, read, length));
            read += length;
        }
        if (read > 0) {
            ByteBuf all = first.take();
            assertThat(ByteBufUtil.getBytes(all)).as("nothing is lost").isEqualTo(Arrays.copyOf(sent, read));
            assertThat(all.capacity()).as("bytes that a connection may take").isLessThanOrEqualTo(2 * MAX_BYTES_READ);
            all.release();
            assertThat(all.refCnt()).isZero();
        }
        return decision;
    }

    /** The decision of a reader that has all bytes at once. */
    private static Decision naively(String sent, boolean redirects) {
        Decision noRequest = redirects ? new SendElsewhere(NO_REQUEST) : new HandOver(NO_REQUEST, Affinity.NONE);
        int start = 0;
        while (start < sent.length() && (sent.charAt(start) == '\r' || sent.charAt(start) == '\n')) {
            start++;
        }
        String text = sent.substring(start);
        if (start > RequestPeek.MAX_LINE) {
            return noRequest;
        }
        if (text.isEmpty()) {
            return new ReadOn();
        }
        String line = text.split("\n", 2)[0];
        if (text.charAt(0) < 'A' || text.charAt(0) > 'Z' || line.length() > RequestPeek.MAX_LINE) {
            return noRequest;
        }
        if (!text.contains("\n")) {
            return new ReadOn();
        }
        String[] parts = line.split(" ", 3);
        if (parts.length < 3) {
            return noRequest;
        }
        RequestLine request = new RequestLine(parts[0], parts[1]);
        if (!redirects) {
            return new HandOver(request, OWNERS.ownerOf(parts[1]));
        }
        return text.contains("\n\n") || text.contains("\n\r\n") || sent.length() > FirstBytes.MAX_HEAD
                ? new SendElsewhere(request)
                : new ReadOn();
    }

    private static byte[] expand(byte[] data) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < data.length; i++) {
            if (data[i] == -1 && i > 0 && i + 1 < data.length) {
                byte[] more = new byte[Math.min(300 * (data[i + 1] & 0xff), Math.max(0, MAX_BYTES_READ - sent.size()))];
                Arrays.fill(more, data[i - 1]);
                sent.writeBytes(more);
                i++;
            } else {
                sent.write(data[i]);
            }
        }
        return sent.toByteArray();
    }
}
