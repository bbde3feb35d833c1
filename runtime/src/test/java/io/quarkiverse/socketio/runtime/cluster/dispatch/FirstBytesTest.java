package io.quarkiverse.socketio.runtime.cluster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.AnswerHere;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.HandOver;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.ReadOn;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.Verdict;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;

class FirstBytesTest {
    private final HealthOnly pages = new HealthOnly();
    private final FirstBytes first = new FirstBytes(pages, target -> target.length(), false, false);

    @Test
    void aRequestGoesToItsOwnerWithAllThatHasCome() {
        assertThat(add("GET /1")).isInstanceOf(ReadOn.class);
        assertThat(add("23 HT")).isInstanceOf(ReadOn.class);
        assertThat(add("TP/1.1\r\nHo")).isEqualTo(new HandOver(4));
        assertThat(first.take()).isEqualTo(bytes("GET /123 HTTP/1.1\r\nHo"));
    }

    @Test
    void whatIsNoRequestGoesToAnyWorker() {
        assertThat(add("\u0016\u0003\u0001")).isEqualTo(new HandOver(Affinity.NONE));
    }

    @Test
    void theHeadOfARequestThatIsAnsweredHereIsReadToItsEnd() {
        assertThat(add("GET /health HTTP/1.1\r\n")).isInstanceOf(ReadOn.class);
        assertThat(add("Host: x\r\n\r")).isInstanceOf(ReadOn.class);
        assertThat(add("\n")).isEqualTo(new AnswerHere(new RequestLine("GET", "/health")));
    }

    @Test
    void byteByByteItIsOneRequestAndNothingIsBuiltBeforeItsEnd() {
        String request = "GET /health HTTP/1.1\r\nHost: x\r\nauthorization:  Bearer secret \r\n\r";
        for (char letter : request.toCharArray()) {
            assertThat(add(String.valueOf(letter))).isInstanceOf(ReadOn.class);
        }
        assertThat(add("\n")).isInstanceOf(AnswerHere.class);
        assertThat(pages.built).isZero();
        assertThat(first.fields().value("authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void aHeaderFieldIsOneOfTheHead() {
        assertThat(add("\r\nGET /health HTTP/1.1\r\nX-Authorization: no\r\n\r\nAuthorization: body\r\n"))
                .isInstanceOf(AnswerHere.class);
        assertThat(first.fields().value("authorization")).isEmpty();
    }

    @Test
    void anEndlessHeadIsAnswered() {
        Verdict verdict = add("GET /health HTTP/1.1\r\n");
        int length = 0;
        while (verdict instanceof ReadOn && length < 2 * FirstBytes.MAX_HEAD) {
            verdict = add("x".repeat(8192));
            length += 8192;
        }
        assertThat(verdict).isInstanceOf(AnswerHere.class);
        assertThat(length).isEqualTo(FirstBytes.MAX_HEAD);
    }

    @Test
    void aPortThatOnlyRedirectsHandsNothingOver() {
        FirstBytes redirected = new FirstBytes(new HealthOnly(), target -> target.length(), true, false);
        assertThat(redirected.add(Unpooled.buffer().writeBytes(bytes("GET /1 HTTP/1.1\r\nHost: a\r\n"))))
                .isInstanceOf(ReadOn.class);
        assertThat(redirected.add(Unpooled.buffer().writeBytes(bytes("\r\n"))))
                .isEqualTo(new AnswerHere(new RequestLine("GET", "/1")));
        assertThat(redirected.fields().values("HOST")).containsExactly("a");
        assertThat(new FirstBytes(new HealthOnly(), target -> 1, true, false)
                .add(Unpooled.buffer().writeBytes(bytes("\u0016\u0003\u0001"))))
                .isEqualTo(new AnswerHere(new RequestLine("", "")));
    }

    @Test
    void theHeadIsReadWhereABalancerWantsItAndTheRequestHasNoOwner() {
        FirstBytes owned = new FirstBytes(new HealthOnly(), target -> 7, false, true);
        assertThat(owned.add(Unpooled.buffer().writeBytes(bytes("GET / HTTP/1.1\r\n")))).isEqualTo(new HandOver(7));
        FirstBytes free = new FirstBytes(new HealthOnly(), target -> Affinity.NONE, false, true);
        Verdict verdict = new ReadOn();
        String head = "GET / HTTP/1.1\r\nX-Forwarded-For: 10.1.1.1\r\n\r\n";
        for (int i = 0; i < head.length(); i++) {
            assertThat(verdict).isInstanceOf(ReadOn.class);
            verdict = free.add(Unpooled.buffer().writeBytes(bytes(head.substring(i, i + 1))));
        }
        assertThat(verdict).isEqualTo(new HandOver(Affinity.NONE));
        assertThat(free.fields().values("x-forwarded-for")).containsExactly("10.1.1.1");
        FirstBytes endless = new FirstBytes(new HealthOnly(), target -> Affinity.NONE, false, true);
        assertThat(endless.add(Unpooled.buffer().writeBytes(bytes("GET / HTTP/1.1\r\nA: " + "x".repeat(FirstBytes.MAX_HEAD)))))
                .isEqualTo(new HandOver(Affinity.NONE));
    }

    @Test
    void everyBufferIsReleased() {
        ByteBuf one = Unpooled.buffer().writeBytes(bytes("GE"));
        ByteBuf two = Unpooled.buffer().writeBytes(bytes("T"));
        first.add(one);
        first.add(two);
        first.release();
        first.release();
        assertThat(one.refCnt()).isZero();
        assertThat(two.refCnt()).isZero();
        assertThat(first.take().isReadable()).isFalse();
    }

    private Verdict add(String text) {
        return first.add(Unpooled.buffer().writeBytes(bytes(text)));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static final class HealthOnly implements LocalPages {
        private int built;

        @Override
        public boolean has(String method, String target) {
            return target.equals("/health");
        }

        @Override
        public void answer(LocalRequest request, Consumer<Reply> reply) {
            built++;
        }
    }
}
