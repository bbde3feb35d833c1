package io.quarkiverse.socketio.runtime.bus.ipc;

import org.junit.jupiter.api.AfterEach;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapterContractTest;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;

/** Tests adapters whose messages are encoded, with one thread for each worker. */
class IpcClusterAdapterTest extends ClusterAdapterContractTest {
    private final FakeCluster cluster = new FakeCluster();

    @Override
    protected Bus newBus() {
        return new IpcBus(cluster.join(), TraceCarrier.NONE, "0123456789");
    }

    @Override
    protected void settle() {
        cluster.settle();
    }

    @Override
    protected void dies(Bus bus) {
        bus.close();
        cluster.kill(ServerName.parse(bus.self()).process());
    }

    @AfterEach
    void stop() {
        cluster.stop();
    }
}
