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
 * Sends and receives packets by HTTP ("HTTP long-polling" in the protocol): the client keeps one GET waiting for packets of the
 * server, and POSTs its own, one request of each kind at a time. Frames that are sent within one task share one response.
 * <p>
 * A GET with the {@linkplain PollExchange#timestamp timestamp} of the one before it is the same request again: browsers, and
 * proxies such as nginx, repeat a GET whose connection has broken, for example that to a worker or host that relayed it and was
 * killed. It gets the same response, which is kept until the next GET shows that the client has received it.
 * <p>
 * Thread: the session's event loop.
 */
public final class PollingTransport implements Transport {
    public static final String NAME = "polling";

    private final TransportListener listener;
    private final TransportLimits limits;
    private final Protocol protocol;
    private final Queue<Frame> queue = new ArrayDeque<>(2);
    /** Changed on the loop only; other threads may see an older value, which is enough for {@link #pendingBytes}. */
    private long queuedBytes;
    /** The bytes of the queue that are charged to the session's account. */
    private long chargedBytes;
    private @Nullable PollExchange poll;
    private @Nullable Response last;
    private @Nullable PollExchange post;
    /** The packets of the current POST that were not delivered yet; they wait while reading is paused. */
    private Iterator<Packet> undelivered = Collections.emptyIterator();
    private boolean paused;
    /** Continues the current POST when reading is resumed. */
    private @Nullable Runnable resumeAction;
    private boolean flushing;
    private boolean closing;
    private boolean ended;

    public PollingTransport(TransportListener listener, TransportLimits limits, Protocol protocol) {
        this.listener = listener;
        this.limits = limits;
        this.protocol = protocol;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Serves a GET. */
    public void onPoll(PollExchange exchange) {
        if (ended) {
            exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
            return;
        }
        if (poll != null) {
            if (!isRepeated(poll.timestamp(), exchange)) {
                exchange.refuse(EngineError.BAD_REQUEST);
                fail();
                return;
            }
            poll.refuse(EngineError.BAD_REQUEST);
        } else if (last != null && isRepeated(last.timestamp, exchange)) {
            exchange.respond(last.copy(), last.compressible);
            return;
        }
        forgetLast();
        poll = exchange;
        exchange.onAbort(() -> {
            if (poll == exchange) {
                poll = null;
                fail();
            }
        });
        flush();
    }

    private static boolean isRepeated(@Nullable String timestamp, PollExchange exchange) {
        return timestamp != null && timestamp.equals(exchange.timestamp());
    }

    /** Serves a POST, whose body was not read yet. */
    public void onPost(PollExchange exchange) {
        if (ended || closing) {
            exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
            return;
        }
        if (post != null || exchange.isOctetStream() && !protocol.acceptsOctetStream()) {
            exchange.refuse(EngineError.BAD_REQUEST);
            fail();
            return;
        }
        post = exchange;
        if (paused) {
            suspend(exchange, () -> read(exchange));
        } else {
            read(exchange);
        }
    }

    private void suspend(PollExchange exchange, Runnable continuation) {
        resumeAction = continuation;
        exchange.onAbort(this::onPostAborted);
    }

    private void onPostAborted() {
        post = null;
        resumeAction = null;
        undelivered = Collections.emptyIterator();
        fail();
    }

    private void read(PollExchange exchange) {
        exchange.receive(new PollExchange.BodyReceiver() {
            @Override
            public void onBody(ByteBuf body) {
                if (ended || closing) { // since the POST began
                    post = null;
                    exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
                } else {
                    listener.onReceived(body.readableBytes());
                    decode(body, exchange.isOctetStream());
                    deliverPackets(exchange);
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
            undelivered = protocol.decodePayload(body, octetStream, limits.maxPacketsPerPayload()).iterator();
        } catch (MalformedPacketException e) {
            closeWith(CloseReason.PARSE_ERROR);
        }
    }

    /** Delivers packets until reading is paused. The client sends no other POST before this one is acknowledged. */
    private void deliverPackets(PollExchange exchange) {
        while (!ended && !closing && !paused && undelivered.hasNext()) {
            deliver(undelivered.next());
        }
        if (paused && !ended && !closing) {
            suspend(exchange, () -> deliverPackets(exchange));
        } else {
            undelivered = Collections.emptyIterator();
            post = null;
            exchange.acknowledge();
        }
    }

    private void deliver(Packet packet) {
        if (packet.type() == PacketType.CLOSE) {
            finish(Frame.NOOP);
            listener.onTransportClosed(CloseReason.TRANSPORT_CLOSE);
        } else {
            listener.onPacket(packet);
        }
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        listener.executeLater(this::continueReading);
    }

    private void continueReading() {
        Runnable continuation = resumeAction;
        if (continuation != null && !paused) {
            resumeAction = null;
            continuation.run();
        }
    }

    private void refuseSuspendedPost() {
        if (resumeAction != null && post != null) {
            resumeAction = null;
            undelivered = Collections.emptyIterator();
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
            listener.executeLater(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        if (poll != null && !queue.isEmpty()) {
            respondTo(poll);
        }
        if (closing && queue.isEmpty()) {
            ended = true;
            forgetLast();
        }
    }

    private void respondTo(PollExchange exchange) {
        boolean compressible = queue.stream().allMatch(Frame::isCompressible);
        EncodedPayload payload = protocol.encodePayload(queue, (int) queuedBytes);
        clear();
        poll = null;
        listener.onSent(payload.body().readableBytes());
        String timestamp = exchange.timestamp();
        if (timestamp != null && !ended && !closing) {
            last = new Response(timestamp, payload, compressible);
            listener.onQueued(last.bytes());
            payload = last.copy();
        }
        exchange.respond(payload, compressible);
    }

    private record Response(String timestamp, EncodedPayload payload, boolean compressible) {
        EncodedPayload copy() {
            return new EncodedPayload(payload.body().retainedDuplicate(), payload.octetStream());
        }

        int bytes() {
            return timestamp.length() + payload.body().readableBytes();
        }
    }

    private void forgetLast() {
        if (last != null) {
            listener.onQueued(-last.bytes());
            last.payload.body().release();
            last = null;
        }
    }

    /** Responds to a waiting GET, with a noop packet if the queue is empty, so that the client can upgrade. */
    public void releasePoll() {
        if (poll != null) {
            if (queue.isEmpty()) {
                add(Frame.NOOP);
            }
            respondTo(poll);
        }
    }

    /**
     * Ends this transport and returns the frames that were not sent, in order; they belong to the caller now. The packet that
     * closes a session is none of them, as with a WebSocket its end says that. A waiting GET is refused like one that comes
     * later: clients upgrade when none is waiting, and the two connections may be read in either order.
     */
    public Queue<Frame> detach() {
        Queue<Frame> rest = new ArrayDeque<>(queue);
        rest.remove(Frame.CLOSE);
        clear();
        if (poll != null) {
            poll.refuse(EngineError.BAD_REQUEST);
            poll = null;
        }
        ended = true;
        forgetLast();
        refuseSuspendedPost();
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
            finish(Frame.CLOSE);
        }
    }

    /** Responds to the waiting GET, or to the next one, with the queued frames and this one, the last. */
    private void finish(Frame frame) {
        add(frame);
        closing = true;
        refuseSuspendedPost();
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
        forgetLast();
        refuseSuspendedPost();
        queue.forEach(Frame::release);
        clear();
        if (poll != null) {
            add(Frame.CLOSE);
            respondTo(poll);
        }
    }

    private void add(Frame frame) {
        queue.add(frame);
        int size = frame.payloadSize();
        queuedBytes += size;
        long part = size / Math.max(1, frame.refCnt()); // the recipients of a broadcast share its memory
        chargedBytes += part;
        listener.onQueued(part);
    }

    private void clear() {
        queue.clear();
        queuedBytes = 0;
        listener.onQueued(-chargedBytes);
        chargedBytes = 0;
    }

    private void fail() {
        closeWith(CloseReason.TRANSPORT_ERROR);
    }

    private void closeWith(CloseReason reason) {
        if (!ended) {
            boolean wasClosing = closing;
            abort();
            if (!wasClosing) {
                listener.onTransportClosed(reason);
            }
        }
    }
}
