package io.quarkiverse.socketio.runtime.bus;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.AfterEach;

import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterContractTest;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterEvents;

class InMemoryClusterAdapterTest extends AdapterContractTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final InMemoryBus.Hub hub = new InMemoryBus.Hub();
    private int servers;

    @Override
    protected int serverCount() {
        return 3;
    }

    @Override
    protected Adapter newServer(AdapterEvents events) {
        return new ClusterAdapters(hub.join("server " + servers++), timer).create("/", events);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }
}
