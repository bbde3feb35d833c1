package io.quarkiverse.socketio.runtime.bus.ipc;

import org.junit.jupiter.api.AfterEach;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.BusContractTest;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;

class IpcBusContractTest extends BusContractTest {
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
