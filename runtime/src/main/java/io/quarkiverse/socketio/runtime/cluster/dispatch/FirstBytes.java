package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.MoreBytes;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.Sight;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;

/**
 * What a connection has sent until it is clear what becomes of it. That depends on the bytes alone, not on how they were split.
 * <p>
 * Thread: the primary's event loop.
 */
final class FirstBytes {
    /** An endless head is answered as well. */
    static final int MAX_HEAD = 64 * 1024;

    private static final RequestLine NO_LINE = new RequestLine("", "");

    private final LocalPages pages;
    private final Affinity affinity;
    private final boolean answersAll;
    private final boolean readsHead;
    private final RequestPeek peek = new RequestPeek();
    private @Nullable ByteBuf seen;

    /**
     * @param answersAll whether no request of this port is for a worker
     * @param readsHead whether the whole head is wanted before a worker is chosen
     */
    FirstBytes(LocalPages pages, Affinity affinity, boolean answersAll, boolean readsHead) {
        this.readsHead = readsHead;
        this.answersAll = answersAll;
        this.pages = pages;
        this.affinity = affinity;
    }

    sealed interface Verdict {
    }

    /** Not clear yet. */
    record ReadOn() implements Verdict {
    }

    /** To the worker with that incarnation, or, for {@link Affinity#NONE}, to any. */
    record HandOver(int owner) implements Verdict {
    }

    /** A request that the primary answers; its head has come. Without method and target when it is none. */
    record AnswerHere(RequestLine line) implements Verdict {
    }

    /** @param bytes owned by this from now on, writable and with room to grow */
    Verdict add(ByteBuf bytes) {
        ByteBuf all = append(bytes);
        Sight sight = peek.look(all);
        if (sight instanceof MoreBytes) {
            return new ReadOn();
        }
        if (!(sight instanceof RequestLine line)) {
            return answersAll ? new AnswerHere(NO_LINE) : new HandOver(Affinity.NONE);
        }
        boolean forWorker = !answersAll && !pages.has(line.method(), line.target());
        int owner = forWorker ? affinity.ownerOf(line.target()) : Affinity.NONE;
        boolean enough = forWorker && (!readsHead || owner != Affinity.NONE);
        if (!enough && all.readableBytes() <= MAX_HEAD && !peek.isHeadComplete(all)) {
            return new ReadOn();
        }
        return forWorker ? new HandOver(owner) : new AnswerHere(line);
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

    /** All of them, from now on the caller's; empty when none have come. */
    ByteBuf take() {
        ByteBuf all = seen == null ? Unpooled.EMPTY_BUFFER : seen;
        seen = null;
        return all;
    }

    /** Of what has come. */
    HeadFields fields() {
        return new HeadFields(seen == null ? "" : seen.toString(StandardCharsets.ISO_8859_1).stripLeading());
    }

    void release() {
        if (seen != null) {
            seen.release();
            seen = null;
        }
    }
}
