package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.OptionalInt;

/**
 * An event that is passed to {@link WorkerTable}: something that happened to a worker, or was requested. A worker is named by
 * its incarnation; an event of one that is gone changes nothing.
 */
public sealed interface TableEvent {

    void applyTo(Handler handler, long now);

    /** Handles events, one method for each. */
    interface Handler {
        void on(Start event, long now);

        void on(Launched event, long now);

        void on(Ready event, long now);

        void on(Checked event, long now);

        void on(Load event, long now);

        void on(HandedOver event, long now);

        void on(Drained event, long now);

        void on(LinkLost event, long now);

        void on(Misbehaved event, long now);

        void on(Exited event, long now);

        void on(Tick event, long now);

        void on(Scale event, long now);

        void on(Roll event, long now);

        void on(Recycle event, long now);

        void on(Rebalance event, long now);

        void on(Shutdown event, long now);
    }

    record Start() implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    record Launched(int incarnation, long pid) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    record Ready(int incarnation) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /**
     * The readiness checks of a worker were run.
     *
     * @param detail names those that are down
     */
    record Checked(int incarnation, boolean up, String detail) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** The worker has reported its load, also as a heartbeat. */
    record Load(int incarnation, WorkerLoad usage) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** A connection was sent to the worker. */
    record HandedOver(int incarnation) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** A leaving worker has no clients any more. */
    record Drained(int incarnation) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** The worker's link is closed, or the connection over which it gets connections; its process should exit by itself. */
    record LinkLost(int incarnation) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** The worker violated the protocol of the link, or does not read from it. */
    record Misbehaved(int incarnation, String how) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /**
     * The process has exited, or could not be launched.
     *
     * @param lastLines of its output
     */
    record Exited(int incarnation, int code, String lastLines) implements TableEvent {
        private static final int SIGNALLED = 128;

        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }

        /** Returns the signal that ended the process. */
        OptionalInt signal() {
            return code > SIGNALLED && code < SIGNALLED + 32 ? OptionalInt.of(code - SIGNALLED) : OptionalInt.empty();
        }
    }

    /** {@link WorkerTable#nextDeadline} has come. */
    record Tick() implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** A change of the number of workers was requested. */
    record Scale(int workers, String why) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** A replacement of all workers, one after the other, was requested. */
    record Roll(String why) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** A replacement of the worker of one seat was requested. */
    record Recycle(int seat, String why) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    /** An even distribution of the clients was requested. */
    record Rebalance() implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }

    record Shutdown(boolean immediately) implements TableEvent {
        @Override
        public void applyTo(Handler handler, long now) {
            handler.on(this, now);
        }
    }
}
