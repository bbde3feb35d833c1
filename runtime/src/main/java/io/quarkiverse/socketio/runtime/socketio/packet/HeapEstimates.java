package io.quarkiverse.socketio.runtime.socketio.packet;

/**
 * Estimates of the heap that values take when they are read as lists, maps and boxed values: the part of a packet's weight that
 * its own bytes do not show. An empty map of two bytes becomes an object of some sixty.
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
