package io.quarkiverse.socketio.runtime.bus;

class InMemoryClusterAdapterTest extends ClusterAdapterContractTest {
    private final InMemoryBus.Hub hub = new InMemoryBus.Hub();
    private int servers;

    @Override
    protected Bus newBus() {
        return hub.join("server-" + servers++);
    }
}
