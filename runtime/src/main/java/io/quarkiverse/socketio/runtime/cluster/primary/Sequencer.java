package io.quarkiverse.socketio.runtime.cluster.primary;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.cluster.link.SequencedFrames;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.SequenceStart;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;

/**
 * Gives frames of the bus their places in the one order of the cluster: counts them, writes the number into the head of each
 * frame, and relays it without reading its body.
 * <p>
 * Thread: the primary's event loop, which makes the order the same on all links.
 */
final class Sequencer {
    private static final int EPOCH_BYTES = 6;
    private static final byte[] NO_BODY = {};

    private final String epoch;
    private long place;

    Sequencer(SecureRandom random) {
        byte[] bytes = new byte[EPOCH_BYTES];
        random.nextBytes(bytes);
        this.epoch = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Sends the start of the order to a new link, which gets all places after it. To be called before anything else is sent.
     */
    void start(WorkerLink link) {
        link.send(new SequenceStart(epoch, place));
    }

    /**
     * Relays a frame to all links with its place; its sender gets the place only.
     *
     * @param whole with its length field; owned by the caller, and changed
     * @param written called with each link
     */
    void sequence(WorkerLink from, ByteBuf whole, Collection<WorkerLink> links, Consumer<WorkerLink> written) {
        SequencedFrames.stamp(++place, from.incarnation, whole);
        for (WorkerLink link : links) {
            if (link == from) {
                link.send(new Sequenced(place, from.incarnation, NO_BODY));
            } else {
                link.relay(whole);
            }
            written.accept(link);
        }
    }
}
