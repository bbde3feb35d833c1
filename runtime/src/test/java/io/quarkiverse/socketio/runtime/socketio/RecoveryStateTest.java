package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.FakeCallbacks;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.Recovery;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoveryRooms;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoveryState;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;

/** Tests the order in which the session of a connected client is saved, if it survives crashes. */
class RecoveryStateTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final List<String> steps = new ArrayList<>();
    private final Recovery recovery = new Recovery(fake(RecoveryRooms.class, (self, method, args) -> collect()),
            new EventLogs(new EventLogs.Limits(Duration.ofMinutes(2), 4, 1000, 10), (delay, task) -> () -> {
            }, () -> 0, new MemoryBudget(Long.MAX_VALUE, () -> 0)).of("/"), fake(SessionStore.class, this::store),
            new FakeCallbacks());
    private final RecoveryState recoveryState = new RecoveryState(recovery, "pid", "", null);

    private static <T> T fake(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, behaviour));
    }

    /** Changes something on another thread meanwhile. */
    private Set<String> collect() {
        steps.add("rooms are collected");
        if (recoveryState.markChanged()) {
            steps.add("a change is to be saved again");
        }
        return Set.of();
    }

    private Object store(Object self, Method method, Object[] args) {
        switch (method.getName()) {
            case "survivesCrashes" -> {
                return true;
            }
            case "server" -> {
                return "here";
            }
            default -> {
                steps.add(method.getName());
                return null;
            }
        }
    }

    /**
     * A call that finds no change sends to the client at once, so the outbox slot of a change that is being saved must be
     * reserved by then.
     */
    @Test
    void theOutboxSlotIsReservedBeforeTheChangeIsCleared() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        SocketImpl socket = (SocketImpl) fixture.socket();
        assertThat(recoveryState.markChanged()).isTrue();
        recoveryState.saveChanges(socket, () -> {
            steps.add(recoveryState.markChanged() ? "nothing was changed" : "the slot is reserved");
            return () -> {
            };
        });
        assertThat(steps).containsExactly("the slot is reserved", "rooms are collected", "a change is to be saved again",
                "saveHeld");
    }
}
