package io.quarkiverse.socketio.runtime.socketio.adapter;

/**
 * Where a kept event comes from. Each server numbers those that it sends to all servers, in each namespace, from 1 on: so two
 * stores can tell which of them both have.
 *
 * @param server its name on the bus
 * @param number 0 where no other server has the event
 */
public record Origin(String server, long number) {
    /** An event for sockets of this server alone. */
    public static final Origin LOCAL = new Origin("", 0);

    boolean isNumbered() {
        return number > 0;
    }
}
