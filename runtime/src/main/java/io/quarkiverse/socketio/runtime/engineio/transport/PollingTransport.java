package io.quarkiverse.socketio.runtime.engineio.transport;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.PacketType;
import io.quarkiverse.socketio.runtime.engineio.packet.Payload;

/**
 * Packets over HTTP (protocol v4, "HTTP long-polling"): the client keeps one GET waiting for what the server sends, and POSTs
 * what it
 * sends, one request of each kind at a time. What is sent within one task goes with one response.
 * <p>
 * Thread: the session's event loop.
 */
public final class PollingTransport implements Transport {
    public static final String NAME = "polling";

    private final TransportEvents events;
    private final TransportLimits limits;
    private final Queue<Frame> queue = new ArrayDeque<>(2);
    private long queuedBytes;
    private @Nullable PollExchange poll;
    private boolean posting;
    private boolean flushing;
    private boolean closing;
    private boolean ended;

    public PollingTransport(TransportEvents events, TransportLimits limits) {
        this.events = events;
        this.limits = limits;
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
        if (posting || exchange.isOctetStream()) {
            exchange.refuse(EngineError.BAD_REQUEST);
            fail();
            return;
        }
        posting = true;
        exchange.receive(limits.maxPayload(), new PollExchange.BodyReceiver() {
            @Override
            public void onBody(ByteBuf body) {
                posting = false;
                if (ended || closing) { // while the body was on its way: nobody will read it
                    exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
                    return;
                }
                receive(body);
                exchange.acknowledge();
            }

            @Override
            public void onTooLarge() {
                posting = false;
                exchange.refuseTooLarge();
            }

            @Override
            public void onAborted() {
                posting = false;
                fail();
            }
        });
    }

    private void receive(ByteBuf body) {
        try {
            for (Packet packet : Payload.decode(body, limits.maxPacketsPerPayload())) {
                if (ended || closing) {
                    return;
                }
                if (packet.type() == PacketType.CLOSE) {
                    finish(Frame.noop());
                    events.onTransportEnd(CloseReason.TRANSPORT_CLOSE);
                } else {
                    events.onPacket(packet);
                }
            }
        } catch (MalformedPacketException e) {
            end(CloseReason.PARSE_ERROR);
        }
    }

    @Override
    public void send(Frame frame) {
        if (ended || closing) {
            frame.release();
            return;
        }
        queue.add(frame);
        queuedBytes += frame.payloadSize();
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
        ByteBuf payload = Payload.encode(queue, (int) queuedBytes, ByteBufAllocator.DEFAULT);
        queue.clear();
        queuedBytes = 0;
        poll = null;
        exchange.respond(payload);
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
        queue.clear();
        queuedBytes = 0;
        release();
        ended = true;
        return rest;
    }

    @Override
    public boolean isWritable() {
        return poll != null && !ended && !closing;
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
        queue.forEach(Frame::release);
        queue.clear();
        queuedBytes = 0;
        if (poll != null) {
            add(Frame.close());
            answer(poll);
        }
    }

    private void add(Frame frame) {
        queue.add(frame);
        queuedBytes += frame.payloadSize();
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
