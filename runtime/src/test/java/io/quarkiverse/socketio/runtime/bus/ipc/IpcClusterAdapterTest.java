package io.quarkiverse.socketio.runtime.bus.ipc;

import org.junit.jupiter.api.AfterEach;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapterContractTest;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;

/** All that travels is encoded, and each worker has a thread of its own. */
class IpcClusterAdapterTest extends ClusterAdapterContractTest {
    private final FakeStar star = new FakeStar();

    @Override
    protected Bus newBus() {
        return new IpcBus(star.join(), TraceCarrier.NONE);
    }

    @Override
    protected void settle() {
        star.settle();
    }

    @Override
    protected void dies(Bus bus) {
        bus.close();
        star.dies(Integer.parseInt(bus.self()));
    }

    @AfterEach
    void stop() {
        star.stop();
    }
}
