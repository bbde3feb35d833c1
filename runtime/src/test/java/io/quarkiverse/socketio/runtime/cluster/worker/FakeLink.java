package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;

/** A fake link of a worker, in virtual time. */
final class FakeLink {
    final EmbeddedChannel channel = new EmbeddedChannel();
    private final ChannelPromise connected = channel.newPromise();
    final LinkWriter writer = new LinkWriter(connected);

    FakeLink() {
        channel.freezeTime();
    }

    FakeLink connect() {
        connected.setSuccess();
        run();
        return this;
    }

    void close() {
        channel.finishAndReleaseAll();
    }

    void run() {
        channel.runPendingTasks();
    }

    void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        run();
    }

    /** Returns the messages written since the last call. */
    List<LinkMessage> written() {
        run();
        List<LinkMessage> messages = new ArrayList<>();
        for (ByteBuf frame; (frame = channel.readOutbound()) != null; frame.release()) {
            messages.add(LinkCodec.decode(frame.skipBytes(LinkCodec.LENGTH_BYTES)));
        }
        return messages;
    }
}
