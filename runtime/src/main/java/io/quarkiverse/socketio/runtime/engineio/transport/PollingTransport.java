package io.quarkiverse.socketio.runtime.engineio.transport;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.packet.EncodedPayload;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.PacketType;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

/**
 * Packets over HTTP ("HTTP long-polling" of the protocol): the client keeps one GET waiting for what the server sends, and
 * POSTs what it sends, one request of each kind at a time. What is sent within one task goes with one response.
 * <p>
 * Thread: the session's event loop.
 */
public final class PollingTransport implements Transport {
    public static final String NAME = "polling";

    private final TransportListener events;
    private final TransportLimits limits;
    private final Protocol protocol;
    private final Queue<Frame> queue = new ArrayDeque<>(2);
    /** Changed on the loop only; others may see an older value, which is good enough for {@link #pendingBytes}. */
    private long queuedBytes;
    /** The part of it that the session's account was told of. */
    private long charged;
    private @Nullable PollExchange poll;
    private @Nullable PollExchange post;
    /** What of the current POST was not told yet; it waits while reading is paused. */
    private Iterator<Packet> untold = Collections.emptyIterator();
    private boolean paused;
    /** How the current POST goes on once reading does. */
    private @Nullable Runnable held;
    private boolean flushing;
    private boolean closing;
    private boolean ended;

    public PollingTransport(TransportListener events, TransportLimits limits, Protocol protocol) {
        this.events = events;
        this.limits = limits;
        this.protocol = protocol;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** A GET came. */
    public void onPoll(PollExchange exchange) {
        if (ended) {
            exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
            return;
        }
        if (poll != null) {
            exchange.refuse(EngineError.BAD_REQUEST);
            fail();
            return;
        }
        poll = exchange;
        exchange.onAbort(() -> {
            if (poll == exchange) {
                poll = null;
                fail();
            }
        });
        flush();
    }

    /** A POST came; its body was not read yet. */
    public void onPost(PollExchange exchange) {
        if (ended || closing) {
            exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
            return;
        }
        if (post != null || exchange.isOctetStream() && !protocol.takesOctetStream()) {
            exchange.refuse(EngineError.BAD_REQUEST);
            fail();
            return;
        }
        post = exchange;
        if (paused) {
            hold(exchange, () -> read(exchange));
        } else {
            read(exchange);
        }
    }

    private void hold(PollExchange exchange, Runnable goOn) {
        held = goOn;
        exchange.onAbort(this::onPostAborted);
    }

    private void onPostAborted() {
        post = null;
        held = null;
        untold = Collections.emptyIterator();
        fail();
    }

    private void read(PollExchange exchange) {
        exchange.receive(new PollExchange.BodyReceiver() {
            @Override
            public void onBody(ByteBuf body) {
                if (ended || closing) { // while the body was on its way: nobody will read it
                    post = null;
                    exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
                } else {
                    events.onReceived(body.readableBytes());
                    decode(body, exchange.isOctetStream());
                    tellPackets(exchange);
                }
            }

            @Override
            public void onTooLarge() {
                post = null;
                exchange.refuseTooLarge();
            }

            @Override
            public void onAborted() {
                onPostAborted();
            }
        });
    }

    private void decode(ByteBuf body, boolean octetStream) {
        try {
            untold = protocol.decodePayload(body, octetStream, limits.maxPacketsPerPayload()).iterator();
        } catch (MalformedPacketException e) {
            end(CloseReason.PARSE_ERROR);
        }
    }

    /** The client sends no other POST before this one is answered: that it waits is what holds it back. */
    private void tellPackets(PollExchange exchange) {
        while (!ended && !closing && !paused && untold.hasNext()) {
            tell(untold.next());
        }
        if (paused && !ended && !closing) {
            hold(exchange, () -> tellPackets(exchange));
        } else {
            untold = Collections.emptyIterator();
            post = null;
            exchange.acknowledge();
        }
    }

    private void tell(Packet packet) {
        if (packet.type() == PacketType.CLOSE) {
            finish(Frame.noop());
            events.onTransportEnd(CloseReason.TRANSPORT_CLOSE);
        } else {
            events.onPacket(packet);
        }
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        events.later(this::goOnReading);
    }

    private void goOnReading() {
        Runnable goOn = held;
        if (goOn != null && !paused) {
            held = null;
            goOn.run();
        }
    }

    /** Nobody will read it any more. */
    private void refuseHeldPost() {
        if (held != null && post != null) {
            held = null;
            untold = Collections.emptyIterator();
            post.refuse(EngineError.SESSION_ID_UNKNOWN);
            post = null;
        }
    }

    @Override
    public void send(Frame frame) {
        if (ended || closing) {
            frame.release();
            return;
        }
        add(frame);
        if (queuedBytes > limits.maxBufferedBytes()) {
            fail();
        } else if (poll != null && !flushing) {
            flushing = true;
            events.later(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        if (poll != null && !queue.isEmpty()) {
            answer(poll);
        }
        if (closing && queue.isEmpty()) {
            ended = true;
        }
    }

    private void answer(PollExchange exchange) {
        boolean compressible = queue.stream().allMatch(Frame::isCompressible);
        EncodedPayload payload = protocol.encodePayload(queue, (int) queuedBytes);
        clear();
        poll = null;
        events.onSent(payload.body().readableBytes());
        exchange.respond(payload, compressible);
    }

    /** Answers a waiting GET with a noop, so that the client can leave polling; does nothing where none waits. */
    public void release() {
        if (poll != null) {
            if (queue.isEmpty()) {
                add(Frame.noop());
            }
            answer(poll);
        }
    }

    /** What was not sent yet, in order; the frames now belong to the caller and this transport ends. */
    public Queue<Frame> handOver() {
        Queue<Frame> rest = new ArrayDeque<>(queue);
        clear();
        release();
        ended = true;
        refuseHeldPost();
        return rest;
    }

    @Override
    public boolean isWritable() {
        return poll != null && !ended && !closing;
    }

    @Override
    public long pendingBytes() {
        return queuedBytes;
    }

    @Override
    public void close() {
        if (!ended && !closing) {
            finish(Frame.close());
        }
    }

    /** Answers the GET that waits, or the next one if that is still under way, with all that is left and this frame. */
    private void finish(Frame last) {
        add(last);
        closing = true;
        refuseHeldPost();
        flush();
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void abort() {
        if (ended) {
            return;
        }
        ended = true;
        refuseHeldPost();
        queue.forEach(Frame::release);
        clear();
        if (poll != null) {
            add(Frame.close());
            answer(poll);
        }
    }

    private void add(Frame frame) {
        queue.add(frame);
        int size = frame.payloadSize();
        queuedBytes += size;
        long part = size / Math.max(1, frame.refCnt()); // the recipients of a broadcast share its memory
        charged += part;
        events.onQueued(part);
    }

    private void clear() {
        queue.clear();
        queuedBytes = 0;
        events.onQueued(-charged);
        charged = 0;
    }

    private void fail() {
        end(CloseReason.TRANSPORT_ERROR);
    }

    private void end(CloseReason reason) {
        if (!ended) {
            boolean silent = closing;
            abort();
            if (!silent) {
                events.onTransportEnd(reason);
            }
        }
    }
}
