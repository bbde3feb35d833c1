package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.MoreBytes;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.Result;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;

/**
 * Collects the first bytes of a connection until it is decided to which worker it goes. The decision depends on the bytes
 * alone, not on how they were split.
 * <p>
 * Thread: the primary's event loop.
 */
final class FirstBytes {
    /** The number of bytes at which the head is taken for complete. */
    static final int MAX_HEAD = 64 * 1024;

    private static final RequestLine NO_LINE = new RequestLine("", "");

    private final Affinity affinity;
    private final boolean redirects;
    private final boolean readsHead;
    private final RequestPeek peek = new RequestPeek();
    private @Nullable ByteBuf seen;

    /**
     * @param redirects whether all requests are redirected to the port for HTTPS
     * @param readsHead whether the whole head is needed before a worker is chosen
     */
    FirstBytes(Affinity affinity, boolean redirects, boolean readsHead) {
        this.readsHead = readsHead;
        this.redirects = redirects;
        this.affinity = affinity;
    }

    sealed interface Decision {
    }

    /** More bytes are needed. */
    record ReadOn() implements Decision {
    }

    /**
     * The connection goes to a worker.
     *
     * @param line without method and target when it is no request
     * @param owner the incarnation of the worker, or {@link Affinity#NONE} for any
     */
    record HandOver(RequestLine line, int owner) implements Decision {
    }

    /** The client is redirected to another port; the head of its request is complete. */
    record SendElsewhere(RequestLine line) implements Decision {
    }

    /** @param bytes owned by this from now on, writable and expandable */
    Decision add(ByteBuf bytes) {
        ByteBuf all = append(bytes);
        Result result = peek.look(all);
        if (result instanceof MoreBytes) {
            return new ReadOn();
        }
        if (!(result instanceof RequestLine line)) {
            return redirects ? new SendElsewhere(NO_LINE) : new HandOver(NO_LINE, Affinity.NONE);
        }
        int owner = redirects ? Affinity.NONE : affinity.ownerOf(line.target());
        boolean enough = !redirects && (!readsHead || owner != Affinity.NONE);
        if (!enough && all.readableBytes() <= MAX_HEAD && !peek.isHeadComplete(all)) {
            return new ReadOn();
        }
        return redirects ? new SendElsewhere(line) : new HandOver(line, owner);
    }

    private ByteBuf append(ByteBuf bytes) {
        if (seen == null) {
            seen = bytes;
        } else {
            seen.writeBytes(bytes);
            bytes.release();
        }
        return seen;
    }

    /** Returns all bytes, which the caller owns from now on; empty when there are none. */
    ByteBuf take() {
        ByteBuf all = seen == null ? Unpooled.EMPTY_BUFFER : seen;
        seen = null;
        return all;
    }

    /** Returns the header fields received so far. */
    RequestHead fields() {
        return new RequestHead(seen == null ? "" : seen.toString(StandardCharsets.ISO_8859_1).stripLeading());
    }

    void release() {
        if (seen != null) {
            seen.release();
            seen = null;
        }
    }
}
