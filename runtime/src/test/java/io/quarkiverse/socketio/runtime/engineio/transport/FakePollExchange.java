package io.quarkiverse.socketio.runtime.engineio.transport;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.engineio.packet.EncodedPayload;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;

/** A long-polling request whose client the test controls. Fails when it is answered twice. */
public final class FakePollExchange implements PollExchange {
    /** The limit of bodies, as in the other fixtures. */
    private static final int LIMIT = 1_000;

    private final boolean octetStream;
    private final @Nullable String timestamp;
    private @Nullable String answer;
    private @Nullable String opened;
    private boolean compressible;
    private @Nullable Runnable aborted;
    private @Nullable BodyReceiver receiver;
    private byte @Nullable [] arrived;
    private boolean disconnected;

    private FakePollExchange(boolean octetStream, @Nullable String timestamp) {
        this.octetStream = octetStream;
        this.timestamp = timestamp;
    }

    public static FakePollExchange request() {
        return new FakePollExchange(false, null);
    }

    public static FakePollExchange request(String timestamp) {
        return new FakePollExchange(false, timestamp);
    }

    public static FakePollExchange octetStreamPost() {
        return new FakePollExchange(true, null);
    }

    /**
     * Returns the response: a payload (a binary one as {@code 0x} and hexadecimal digits), {@code ok}, an error's code as
     * {@code error 1}, {@code too large}, or {@code null} while it waits.
     */
    public @Nullable String answer() {
        return answer;
    }

    /** Closes the connection as the client. */
    public void abort() {
        disconnected = true;
        if (receiver != null) {
            BodyReceiver present = receiver;
            receiver = null;
            present.onAborted();
        } else if (aborted != null && answer == null) {
            aborted.run();
        }
    }

    /** Receives the body of a POST, which waits until it is read. */
    public void body(String text) {
        body(text.getBytes(StandardCharsets.UTF_8));
    }

    public void body(byte[] bytes) {
        if (receiver == null) {
            arrived = bytes;
        } else {
            BodyReceiver present = receiver;
            receiver = null;
            if (bytes.length > LIMIT) {
                present.onTooLarge();
            } else {
                present.onBody(Unpooled.wrappedBuffer(bytes));
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
    public @Nullable String timestamp() {
        return timestamp;
    }

    @Override
    public boolean isOctetStream() {
        return octetStream;
    }

    /** Returns the session that this request opened, or {@code null}. */
    public @Nullable String opened() {
        return opened;
    }

    /** Returns whether the response may be compressed. */
    public boolean isCompressible() {
        return compressible;
    }

    @Override
    public void onOpened(String sid) {
        opened = sid;
    }

    @Override
    public void respond(EncodedPayload payload, boolean compressible) {
        this.compressible = compressible;
        ByteBuf body = payload.body();
        String text = payload.octetStream() ? "0x" + ByteBufUtil.hexDump(body) : body.toString(StandardCharsets.UTF_8);
        body.release();
        if (body.refCnt() != 0 && timestamp == null) {
            throw new AssertionError("the payload has another reference: " + text);
        }
        if (!disconnected) {
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
    public void receive(BodyReceiver receiver) {
        this.receiver = receiver;
        if (disconnected) {
            abort();
        } else if (arrived != null) {
            body(arrived);
        }
    }

    @Override
    public void onAbort(Runnable action) {
        aborted = action;
        if (disconnected) {
            action.run();
        }
    }
}
