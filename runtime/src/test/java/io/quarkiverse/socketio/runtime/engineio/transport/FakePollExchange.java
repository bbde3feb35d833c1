package io.quarkiverse.socketio.runtime.engineio.transport;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;

/** One request of long-polling; the test plays its client. Fails when it is answered twice. */
public final class FakePollExchange implements PollExchange {
    private final boolean octetStream;
    private @Nullable String answer;
    private @Nullable Runnable aborted;
    private @Nullable BodyReceiver receiver;
    private int limit;
    private boolean gone;

    private FakePollExchange(boolean octetStream) {
        this.octetStream = octetStream;
    }

    public static FakePollExchange request() {
        return new FakePollExchange(false);
    }

    public static FakePollExchange octetStreamPost() {
        return new FakePollExchange(true);
    }

    /** A payload, {@code ok}, an error's code as {@code error 1}, {@code too large}, or {@code null} as long as it waits. */
    public @Nullable String answer() {
        return answer;
    }

    /** The client closes the connection. */
    public void abort() {
        gone = true;
        if (receiver != null) {
            BodyReceiver told = receiver;
            receiver = null;
            told.onAborted();
        } else if (aborted != null && answer == null) {
            aborted.run();
        }
    }

    /** The body of a POST arrives, if somebody reads it. */
    public void body(String text) {
        body(text.getBytes(StandardCharsets.UTF_8));
    }

    public void body(byte[] bytes) {
        if (receiver != null) {
            BodyReceiver told = receiver;
            receiver = null;
            if (bytes.length > limit) {
                told.onTooLarge();
            } else {
                told.onBody(Unpooled.wrappedBuffer(bytes));
            }
        }
    }

    private void answer(String text) {
        if (answer != null) {
            throw new AssertionError("answered with \"" + answer + "\" and again with \"" + text + "\"");
        }
        answer = text;
    }

    @Override
    public boolean isOctetStream() {
        return octetStream;
    }

    @Override
    public void respond(ByteBuf payload) {
        String text = payload.toString(StandardCharsets.UTF_8);
        payload.release();
        if (payload.refCnt() != 0) {
            throw new AssertionError("somebody else holds the payload " + text);
        }
        if (!gone) {
            answer(text);
        }
    }

    @Override
    public void acknowledge() {
        answer("ok");
    }

    @Override
    public void refuse(EngineError error) {
        answer("error " + error.code());
    }

    @Override
    public void refuseTooLarge() {
        answer("too large");
    }

    @Override
    public void receive(int limit, BodyReceiver receiver) {
        this.limit = limit;
        this.receiver = receiver;
        if (gone) {
            abort();
        }
    }

    @Override
    public void onAbort(Runnable action) {
        aborted = action;
        if (gone) {
            action.run();
        }
    }
}
