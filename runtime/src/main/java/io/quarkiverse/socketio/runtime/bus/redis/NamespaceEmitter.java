package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.quarkiverse.socketio.EmitterOperator;
import io.quarkiverse.socketio.SocketIOEmitter;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomNames;

/**
 * Sends to one namespace over Redis.
 * <p>
 * Thread: any; immutable.
 */
public record NamespaceEmitter(Output output, String namespace) implements SocketIOEmitter {

    /** Emits to the namespace {@code /}. */
    public NamespaceEmitter(PacketParser parser, EmitterFormat format, Sender sender) {
        this(new Output(parser, format, sender), "/");
    }

    /** Sends commands to Redis. */
    public interface Sender {
        /** Returns a stage that completes when Redis has confirmed the command. */
        CompletionStage<Void> send(EmitterFormat.RedisCommand command);
    }

    /**
     * Encodes and sends.
     *
     * @param parser encodes arguments
     */
    record Output(PacketParser parser, EmitterFormat format, Sender sender) {

        private EncodedPacket event(String namespace, String name, Object... args) {
            return parser.encodeEvent(namespace, IncomingPacket.NO_ACK, name, args);
        }

        private CompletionStage<Void> send(ClusterMessage.Command message) {
            return sender.send(format.encode(message));
        }
    }

    /** Sends to the sockets of the namespace that the options select. */
    private record Selection(Output output, String namespace, BroadcastOptions options) implements EmitterOperator {

        @Override
        public EmitterOperator to(String... rooms) {
            return with(new BroadcastOptions(RoomNames.union(options.rooms(), rooms), options.except(), options.flags()));
        }

        @Override
        public EmitterOperator except(String... rooms) {
            return with(new BroadcastOptions(options.rooms(), RoomNames.union(options.except(), rooms), options.flags()));
        }

        @Override
        public EmitterOperator asVolatile() {
            return with(options.with(options.flags().asVolatile()));
        }

        @Override
        public EmitterOperator compress(boolean wanted) {
            return with(options.with(options.flags().compressed(wanted)));
        }

        private Selection with(BroadcastOptions changed) {
            return new Selection(output, namespace, changed);
        }

        @Override
        public CompletionStage<Void> emit(String event, Object... args) {
            return output.send(new ClusterMessage.Broadcast(namespace, options, output.event(namespace, event, args)));
        }

        @Override
        public CompletionStage<Void> socketsJoin(String... rooms) {
            return output.send(new ClusterMessage.SocketsJoin(namespace, sockets(), RoomNames.union(Set.of(), rooms)));
        }

        @Override
        public CompletionStage<Void> socketsLeave(String... rooms) {
            return output.send(new ClusterMessage.SocketsLeave(namespace, sockets(), RoomNames.union(Set.of(), rooms)));
        }

        @Override
        public CompletionStage<Void> disconnectSockets(boolean close) {
            return output.send(new ClusterMessage.DisconnectSockets(namespace, sockets(), close));
        }

        /** Flags are those of events. */
        private BroadcastOptions sockets() {
            return options.with(BroadcastFlags.DEFAULT);
        }
    }

    private EmitterOperator all() {
        return new Selection(output, namespace, BroadcastOptions.ALL);
    }

    @Override
    public SocketIOEmitter of(String other) {
        Objects.requireNonNull(other, "The name of a namespace must not be null");
        return new NamespaceEmitter(output, other.startsWith("/") ? other : "/" + other);
    }

    @Override
    public EmitterOperator to(String... rooms) {
        return all().to(rooms);
    }

    @Override
    public EmitterOperator except(String... rooms) {
        return all().except(rooms);
    }

    @Override
    public EmitterOperator asVolatile() {
        return all().asVolatile();
    }

    @Override
    public EmitterOperator compress(boolean wanted) {
        return all().compress(wanted);
    }

    @Override
    public CompletionStage<Void> emit(String event, Object... args) {
        return all().emit(event, args);
    }

    @Override
    public CompletionStage<Void> socketsJoin(String... rooms) {
        return all().socketsJoin(rooms);
    }

    @Override
    public CompletionStage<Void> socketsLeave(String... rooms) {
        return all().socketsLeave(rooms);
    }

    @Override
    public CompletionStage<Void> disconnectSockets(boolean close) {
        return all().disconnectSockets(close);
    }

    @Override
    public CompletionStage<Void> serverSideEmit(String event, Object... args) {
        ReservedEvents.checkServerSideEmitted(event);
        return output.send(new ClusterMessage.ServerSideEmit(namespace, output.event(namespace, event, args)));
    }
}
