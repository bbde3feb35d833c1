package io.quarkiverse.socketio.runtime.cluster.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;

/**
 * Sequenced frames as the primary sees them: heads, and bodies that it does not read.
 * <p>
 * Thread: any; stateless.
 */
public final class SequencedFrames {
    private static final int START_OF_PAYLOAD = LinkCodec.LENGTH_BYTES + 2;
    private static final int HEAD_BYTES = START_OF_PAYLOAD + Long.BYTES + Integer.BYTES;
    /** The longest body that fits into a frame. */
    public static final int MAX_BODY = LinkCodec.MAX_FRAME - HEAD_BYTES;

    private SequencedFrames() {
    }

    /** Whether a frame with its length field still on is a {@link SequencerMessage.Sequence}. */
    public static boolean isSequence(ByteBuf whole) {
        return LinkCodec.isOfType(TypedMessage.Type.SEQUENCE.code, START_OF_PAYLOAD, whole);
    }

    /** The body of a {@link SequencerMessage.Sequence} whose length field is still on: a part of that buffer, not retained. */
    public static ByteBuf body(ByteBuf whole) {
        int start = whole.readerIndex() + START_OF_PAYLOAD;
        return whole.slice(start, whole.writerIndex() - start);
    }

    /** Everything of a {@link Sequenced} but its body, to be followed by so many bytes. */
    public static ByteBuf head(long place, int from, int bodyBytes, ByteBufAllocator allocator) {
        ByteBuf head = allocator.buffer(HEAD_BYTES, HEAD_BYTES);
        head.writeInt(HEAD_BYTES - LinkCodec.LENGTH_BYTES + bodyBytes).writeByte(LinkCodec.VERSION)
                .writeByte(TypedMessage.Type.SEQUENCED.code);
        Sequenced.writeHead(place, from, head);
        return head;
    }
}
