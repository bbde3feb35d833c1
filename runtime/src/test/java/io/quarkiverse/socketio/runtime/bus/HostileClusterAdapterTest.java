package io.quarkiverse.socketio.runtime.bus;

import org.junit.jupiter.api.Nested;

/** Tests adapters over buses that keep the contract and nothing more. */
class HostileClusterAdapterTest {

    abstract static class OverTwoHosts extends ClusterAdapterContractTest {
        private final TwoHosts hosts;

        OverTwoHosts(long seed) {
            hosts = new TwoHosts(seed);
        }

        @Override
        protected Bus newBus() {
            return hosts.join();
        }

        @Override
        protected void settle() {
            hosts.settle();
        }
    }

    @Nested
    class TwoHosts1 extends OverTwoHosts {
        TwoHosts1() {
            super(1);
        }
    }

    @Nested
    class TwoHosts2 extends OverTwoHosts {
        TwoHosts2() {
            super(2);
        }
    }

    abstract static class OverHostileBus extends ClusterAdapterContractTest {
        private final HostileHub hub;
        private int servers;

        OverHostileBus(long seed) {
            hub = new HostileHub(seed);
        }

        @Override
        protected Bus newBus() {
            return hub.join("server-" + servers++);
        }

        @Override
        protected void settle() {
            hub.settle();
        }
    }

    @Nested
    class Seed1 extends OverHostileBus {
        Seed1() {
            super(1);
        }
    }

    @Nested
    class Seed2 extends OverHostileBus {
        Seed2() {
            super(2);
        }
    }

    @Nested
    class Seed3 extends OverHostileBus {
        Seed3() {
            super(3);
        }
    }
}
