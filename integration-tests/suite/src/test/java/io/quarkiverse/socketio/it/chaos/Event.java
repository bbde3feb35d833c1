package io.quarkiverse.socketio.it.chaos;

/** An event of the traffic or a fault of the cluster. Times are milliseconds of one clock. */
sealed interface Event {
    /** A session was opened: a client that reconnects is another peer. */
    record Opened(long at, String peer, int worker) implements Event {
    }

    /** The server has acknowledged that the peer is in the room. */
    record Joined(long at, String peer, String room) implements Event {
    }

    /** The session of the peer ended, by the peer or otherwise. */
    record Closed(long at, String peer) implements Event {
    }

    /**
     * A message to all members of a room, the sender included if it is one.
     *
     * @param at before it was written
     * @param done after that; {@link #NEVER} when it could not be
     */
    record Sent(long at, long done, Message message) implements Event {
    }

    record Got(long at, String peer, Message message) implements Event {
    }

    /** The number of the message: those of a sender to one room are 1, 2, 3 … */
    record Message(String sender, String room, int number) {
        @Override
        public String toString() {
            return "message " + number + " of " + sender + " to " + room;
        }
    }

    /**
     * Messages of this sender are kept for disconnected clients: a peer gets all of them from its first one on, or from its
     * join on, until it is {@link Closed}, whatever faults occur. The first delivery to any peer shows when a message was sent.
     */
    record Kept(String sender) implements Event {
    }

    /**
     * The server has acknowledged a number of the peer; these are 1, 2, 3 …, each repeated until it is acknowledged.
     *
     * @param attempts how often it was said
     * @param before the number that the server had received last before
     */
    record Acknowledged(long at, String peer, int number, int attempts, int before) implements Event {
    }

    /** A plain request, which must be answered unless the cluster is harmed. */
    record Asked(long at, long done, Outcome outcome, String detail) implements Event {
    }

    enum Outcome {
        ANSWERED,
        FAILED,
        /** A request was answered with the response to another one. */
        WRONG
    }

    /** From now on nothing is expected of that worker, {@link #ALL} for all, until the cluster is {@link Well}. */
    record Harmed(long at, int worker, String how) implements Event {
    }

    /** All seats have a ready worker. */
    record Well(long at) implements Event {
    }

    long NEVER = Long.MAX_VALUE;
    int ALL = 0;
}
