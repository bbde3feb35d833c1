package io.quarkiverse.socketio.runtime.bus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;

/**
 * The bus between hosts.
 * <p>
 * Thread: any; immutable.
 *
 * @param sessions where the sessions are that clients of all hosts can recover; {@code null} if events are not kept
 * @param start called with the adapters of this server: so that other servers can have them release sessions
 * @param saved completes when all sessions are stored that have been saved up to then
 */
public record RemoteBus(Bus bus, SessionStore.@Nullable Factory sessions, Consumer<ClusterAdapters> start,
        Supplier<CompletionStage<?>> saved) {

    /** Returns one without sessions of all hosts. */
    public static RemoteBus of(Bus bus) {
        return new RemoteBus(bus, null, adapters -> {
        }, () -> CompletableFuture.completedFuture(null));
    }

    /** PORT: connects this server to those of other hosts. Thread: any. */
    @FunctionalInterface
    public interface Factory {
        /** @param logs of the events that are kept; {@code null} if none are */
        RemoteBus create(ServerName self, @Nullable EventLogs logs);
    }
}
