package io.quarkiverse.socketio.it.chaos;

/** What happened to the traffic, or was done to the cluster. Times are milliseconds of one clock. */
sealed interface Event {
    /** A session began: a client that connects again is another peer. */
    record Opened(long at, String peer, int worker) implements Event {
    }

    /** The server has said that the peer is in the room. */
    record Joined(long at, String peer, String room) implements Event {
    }

    /** The peer saw the end of its session, or wanted it. */
    record Closed(long at, String peer) implements Event {
    }

    /**
     * A message for all in a room, the sender included if it is in it.
     *
     * @param at before it was written
     * @param done after that; {@link #NEVER} when it could not be
     */
    record Sent(long at, long done, Message message) implements Event {
    }

    record Got(long at, String peer, Message message) implements Event {
    }

    /** Of a sender the messages to one room are numbered 1, 2, 3 … */
    record Message(String sender, String room, int number) {
        @Override
        public String toString() {
            return "message " + number + " of " + sender + " to " + room;
        }
    }

    /**
     * What this sender sends is kept for those who are away: a peer gets all of it from the first message on that it got, or
     * that was sent after it joined the room, until it is {@link Closed}, whatever is done to workers. Somebody got it soon
     * after it was sent: that is how it is known when.
     */
    record Kept(String sender) implements Event {
    }

    /**
     * The server has acknowledged a number that the peer said; these are 1, 2, 3 …, each said again until it is acknowledged.
     *
     * @param attempts how often it was said
     * @param before the number that the server had heard last before
     */
    record Acknowledged(long at, String peer, int number, int attempts, int before) implements Event {
    }

    /** A plain request, which must be answered unless the cluster is harmed. */
    record Asked(long at, long done, Outcome outcome, String detail) implements Event {
    }

    enum Outcome {
        ANSWERED,
        FAILED,
        /** Answered with what was for somebody else. */
        WRONG
    }

    /** From now on nothing is expected of that worker, {@link #ALL} for all, until the cluster is {@link Well}. */
    record Harmed(long at, int worker, String how) implements Event {
    }

    /** All seats have a worker that serves. */
    record Well(long at) implements Event {
    }

    long NEVER = Long.MAX_VALUE;
    int ALL = 0;
}
