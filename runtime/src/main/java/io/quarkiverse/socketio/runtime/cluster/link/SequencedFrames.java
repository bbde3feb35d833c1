package io.quarkiverse.socketio.runtime.cluster.link;

import io.netty.buffer.ByteBuf;

/**
 * Reads and writes the heads of sequenced frames in the primary, on whole frames with their length field, whose bodies are not
 * read.
 * <p>
 * Thread: any; stateless.
 */
public final class SequencedFrames {
    private static final int TYPE = LinkCodec.LENGTH_BYTES + 1;
    private static final int PLACE = TYPE + 1;
    private static final int FROM = PLACE + Long.BYTES;
    private static final int BODY = FROM + Integer.BYTES;
    /** The longest body that fits into a frame. */
    public static final int MAX_BODY = LinkCodec.MAX_FRAME - BODY;

    private SequencedFrames() {
    }

    /** Returns whether a frame is a {@link SequencerMessage.Sequence}. */
    public static boolean isSequence(ByteBuf whole) {
        return LinkCodec.isOfType(LinkMessageType.SEQUENCE, BODY, whole);
    }

    /** Turns a frame into a {@link SequencerMessage.Sequenced}, which has the same length, in place. */
    public static void stamp(long place, int from, ByteBuf sequence) {
        int start = sequence.readerIndex();
        sequence.setByte(start + TYPE, LinkMessageType.SEQUENCED.code);
        sequence.setLong(start + PLACE, place);
        sequence.setInt(start + FROM, from);
    }
}
