package io.quarkiverse.socketio.runtime.socketio.packet;

/**
 * Estimates, in bytes, of the heap that the arguments of a packet take when they are read as lists, maps and boxed values:
 * often more than the packet itself, as an empty map of two bytes becomes an object of some sixty. They are part of
 * {@link IncomingPacket#weight}.
 */
final class HeapEstimates {
    /** Any value: an object, and a reference to it. */
    static final int VALUE = 20;
    /** Added for a text, besides its characters. */
    static final int TEXT = 32;
    /** Added for a list, without its elements. */
    static final int ARRAY = 32;
    /** Added for a map, without its entries. */
    static final int OBJECT = 44;
    /** An entry of a map, without its value: the entry, its slot in the table, the key. */
    static final int ENTRY = 72;

    private HeapEstimates() {
    }
}
