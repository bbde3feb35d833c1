package io.quarkiverse.socketio.runtime.cluster.link;

import io.netty.buffer.ByteBuf;

/**
 * A message that gives frames of the bus their place in one order. {@link Sequence} and {@link Sequenced} have the same length,
 * so that the primary can make one of the other without touching the body: see {@link SequencedFrames}.
 */
public sealed interface SequencerMessage extends LinkMessage {

    /** From a worker: a frame that is to get a place and to go to all other workers. */
    record Sequence(byte[] body) implements SequencerMessage {
        /** The number of bytes left free for place and sender. */
        private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

        static Sequence read(ByteBuf in) {
            in.skipBytes(HEAD_BYTES);
            return new Sequence(LinkFields.readRest(in));
        }

        @Override
        public void write(ByteBuf out) {
            out.writeZero(HEAD_BYTES).writeBytes(body);
        }
    }

    /** From the primary: a frame of another worker with its place; to the sender itself without the body. */
    record Sequenced(long place, int from, byte[] body) implements SequencerMessage, OfPrimary {
        static Sequenced read(ByteBuf in) {
            return new Sequenced(in.readLong(), in.readInt(), LinkFields.readRest(in));
        }

        @Override
        public void write(ByteBuf out) {
            out.writeLong(place).writeInt(from).writeBytes(body);
        }
    }

    /**
     * From the primary, once, before the first {@link Sequenced} of a link: the frames of all places after this one will
     * follow.
     */
    record SequenceStart(String epoch, long place) implements SequencerMessage, OfPrimary {
        static SequenceStart read(ByteBuf in) {
            return new SequenceStart(LinkFields.readText(in), in.readLong());
        }

        @Override
        public void write(ByteBuf out) {
            LinkFields.writeText(epoch, out);
            out.writeLong(place);
        }
    }
}
