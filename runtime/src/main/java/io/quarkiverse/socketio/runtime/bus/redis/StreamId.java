package io.quarkiverse.socketio.runtime.bus.redis;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.recovery.Offset;

/**
 * The id of an entry of a stream: {@code <milliseconds>-<sequence>}, both unsigned numbers of 64 bits. Ids of one stream grow.
 * <p>
 * As a place in the order of events, and as the offset of clients, an id is one number. Ids whose parts are too large for that
 * have no place; Redis does not assign such ones before the year 2248, or with more than a million entries in a millisecond.
 * <p>
 * Thread: any; immutable.
 */
record StreamId(long millis, long sequence) implements Comparable<StreamId> {
    /** Before all entries. */
    static final StreamId ZERO = new StreamId(0, 0);
    static final long NO_PLACE = -1;
    private static final int SEQUENCE_BITS = 20;
    private static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;
    private static final long MAX_MILLIS = Long.MAX_VALUE >>> SEQUENCE_BITS;
    private static final int MAX_DIGITS = 20;

    /** Offsets as Node's servers write them: the id of the entry. */
    static final Offset.Format OFFSETS = new Offset.Format() {
        @Override
        public String text(long place) {
            return ofPlace(place).toString();
        }

        @Override
        public String text(long place, long direct) {
            throw new IllegalStateException("[BUG] each event is an entry of the stream");
        }

        @Override
        public @Nullable Offset parse(String text) {
            try {
                StreamId id = StreamId.parse(text);
                return id.place() == NO_PLACE || !id.toString().equals(text) ? null : new Offset(id.place(), Offset.NONE);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    };

    /** @throws IllegalArgumentException if it is no id */
    static StreamId parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || text.length() > 2 * MAX_DIGITS + 1) {
            throw new IllegalArgumentException("no id of an entry");
        }
        return new StreamId(number(text.substring(0, dash)), number(text.substring(dash + 1)));
    }

    private static long number(String text) {
        if (text.isEmpty() || text.charAt(0) < '0' || text.charAt(0) > '9') {
            throw new IllegalArgumentException("no id of an entry");
        }
        return Long.parseUnsignedLong(text);
    }

    static StreamId ofPlace(long place) {
        return new StreamId(place >>> SEQUENCE_BITS, place & MAX_SEQUENCE);
    }

    /** Returns the place of the entry; {@link #NO_PLACE} if it has none. */
    long place() {
        boolean fits = millis >= 0 && millis <= MAX_MILLIS && sequence >= 0 && sequence <= MAX_SEQUENCE;
        return fits ? millis << SEQUENCE_BITS | sequence : NO_PLACE;
    }

    /** Returns the highest place that is not after the entry. */
    long lastPlace() {
        long place = place();
        boolean tooLate = millis < 0 || millis > MAX_MILLIS;
        return place != NO_PLACE ? place : tooLate ? Long.MAX_VALUE : millis << SEQUENCE_BITS | MAX_SEQUENCE;
    }

    /** Returns the id before this one, which is not {@link #ZERO}. */
    StreamId previous() {
        return sequence == 0 ? new StreamId(millis - 1, -1) : new StreamId(millis, sequence - 1);
    }

    StreamId next() {
        return sequence == -1 ? new StreamId(millis + 1, 0) : new StreamId(millis, sequence + 1);
    }

    /** Returns an id that is earlier by that time than the first of the same millisecond. */
    StreamId minusMillis(long time) {
        return new StreamId(millis < 0 ? millis - time : Math.max(0, millis - time), 0);
    }

    boolean isAfter(StreamId other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(StreamId other) {
        int order = Long.compareUnsigned(millis, other.millis);
        return order != 0 ? order : Long.compareUnsigned(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
    }
}
