package io.quarkiverse.socketio.runtime.cluster.link;

import java.time.Duration;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.ClusterEvent.ClusterReady;
import io.quarkiverse.socketio.cluster.ClusterEvent.ClusterShutdown;
import io.quarkiverse.socketio.cluster.ClusterEvent.RollingRestartFinished;
import io.quarkiverse.socketio.cluster.ClusterEvent.RollingRestartStarted;
import io.quarkiverse.socketio.cluster.ClusterEvent.SignalReceived;
import io.quarkiverse.socketio.cluster.ClusterEvent.WorkerDraining;
import io.quarkiverse.socketio.cluster.ClusterEvent.WorkerExited;
import io.quarkiverse.socketio.cluster.ClusterEvent.WorkerFailed;
import io.quarkiverse.socketio.cluster.ClusterEvent.WorkerReady;
import io.quarkiverse.socketio.cluster.ClusterEvent.WorkerSpawned;

/**
 * Encodes and decodes {@link ClusterEvent}s for the link: {@code u8 kind, fields}.
 * <p>
 * Thread: any; stateless.
 */
final class ClusterEventCodec {
    private static final int SPAWNED = 1;
    private static final int READY = 2;
    private static final int DRAINING = 3;
    private static final int EXITED = 4;
    private static final int FAILED = 5;
    private static final int CLUSTER_READY = 6;
    private static final int SHUTDOWN = 7;
    private static final int ROLL_STARTED = 8;
    private static final int ROLL_FINISHED = 9;
    private static final int SIGNAL = 10;

    private ClusterEventCodec() {
    }

    static void write(ClusterEvent event, ByteBuf out) {
        if (event instanceof WorkerSpawned spawned) {
            out.writeByte(SPAWNED).writeInt(spawned.workerId()).writeInt(spawned.incarnation()).writeLong(spawned.pid());
        } else if (event instanceof WorkerReady ready) {
            out.writeByte(READY).writeInt(ready.workerId()).writeInt(ready.incarnation());
        } else if (event instanceof WorkerDraining draining) {
            out.writeByte(DRAINING).writeInt(draining.workerId()).writeInt(draining.incarnation());
        } else if (event instanceof WorkerExited exited) {
            out.writeByte(EXITED).writeInt(exited.workerId()).writeInt(exited.incarnation()).writeInt(exited.code())
                    .writeInt(exited.signal().orElse(0)).writeBoolean(exited.expected()).writeBoolean(exited.willRespawn());
        } else if (event instanceof WorkerFailed failed) {
            LinkFields.writeLongText(failed.reason(), out.writeByte(FAILED).writeInt(failed.workerId()));
        } else if (event instanceof ClusterReady ready) {
            out.writeByte(CLUSTER_READY).writeInt(ready.workers()).writeLong(ready.took().toMillis());
        } else if (event instanceof ClusterShutdown) {
            out.writeByte(SHUTDOWN);
        } else if (event instanceof RollingRestartStarted started) {
            LinkFields.writeLongText(started.reason(), out.writeByte(ROLL_STARTED).writeInt(started.workers()));
        } else if (event instanceof RollingRestartFinished finished) {
            out.writeByte(ROLL_FINISHED).writeInt(finished.replaced()).writeLong(finished.took().toMillis());
            LinkFields.writeLongText(finished.problem(), out);
        } else if (event instanceof SignalReceived signal) {
            LinkFields.writeLongText(signal.name(), out.writeByte(SIGNAL));
        }
    }

    /** Reads an event; null for a kind that this version does not know. */
    static @Nullable ClusterEvent read(ByteBuf in) {
        return switch (in.readUnsignedByte()) {
            case SPAWNED -> new WorkerSpawned(in.readInt(), in.readInt(), in.readLong());
            case READY -> new WorkerReady(in.readInt(), in.readInt());
            case DRAINING -> new WorkerDraining(in.readInt(), in.readInt());
            case EXITED -> new WorkerExited(in.readInt(), in.readInt(), in.readInt(), signal(in.readInt()), in.readBoolean(),
                    in.readBoolean());
            case FAILED -> new WorkerFailed(in.readInt(), LinkFields.readLongText(in));
            case CLUSTER_READY -> new ClusterReady(in.readInt(), Duration.ofMillis(in.readLong()));
            case SHUTDOWN -> new ClusterShutdown();
            case ROLL_STARTED -> new RollingRestartStarted(in.readInt(), LinkFields.readLongText(in));
            case ROLL_FINISHED -> new RollingRestartFinished(in.readInt(), Duration.ofMillis(in.readLong()),
                    LinkFields.readLongText(in));
            case SIGNAL -> new SignalReceived(LinkFields.readLongText(in));
            default -> null;
        };
    }

    private static OptionalInt signal(int number) {
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
