package io.quarkiverse.socketio.runtime.socketio.packet;

/**
 * About how many bytes of the heap values take when they are read as lists, maps and boxed values: the part of the price of a
 * packet that its own bytes do not show. An empty map of two bytes becomes an object of some sixty.
 */
final class HeapEstimates {
    /** Any value: an object, and a reference to it. */
    static final int VALUE = 20;
    /** What a text takes more, besides its characters. */
    static final int TEXT = 32;
    /** What a list takes more, without its elements. */
    static final int ARRAY = 32;
    /** What a map takes more, without its entries. */
    static final int OBJECT = 44;
    /** An entry of a map, without its value: the entry, its place in the table, the key. */
    static final int ENTRY = 72;

    private HeapEstimates() {
    }
}
