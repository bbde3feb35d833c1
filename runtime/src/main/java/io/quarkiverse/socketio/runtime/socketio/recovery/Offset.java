package io.quarkiverse.socketio.runtime.socketio.recovery;

import org.jspecify.annotations.Nullable;

/**
 * The position of a client in its events: names the last event that it received, and is sent by the client when it recovers its
 * session.
 *
 * @param place the place of the last kept event that the client received
 * @param direct the number of the last direct event (one for its socket alone), or {@link #NONE} if a kept event came last
 */
public record Offset(long place, long direct) {
    public static final long NONE = -1;

    /** Offsets as text, which clients receive and send. Thread: any; immutable. */
    public interface Format {
        /** Returns the offset that clients receive with the event of a place. */
        String text(long place);

        /** Returns the offset that a client receives with a direct event. */
        String text(long place, long direct);

        /** Parses the offset that a client sends; {@code null} if it is no offset of this format. */
        @Nullable
        Offset parse(String text);
    }

    /**
     * Offsets as text: {@code <epoch>.<place>} and {@code <epoch>.<place>.<direct>}, numbers to the base 36. The epoch
     * distinguishes them from offsets of earlier servers, and from other strings at the end of events, which clients take for
     * offsets too.
     *
     * @param epoch the same for all servers that share one order of places
     */
    record EpochFormat(String epoch) implements Format {
        private static final int RADIX = 36;
        private static final int MAX_DIGITS = 12;

        @Override
        public String text(long place) {
            return epoch + "." + Long.toString(place, RADIX);
        }

        @Override
        public String text(long place, long direct) {
            return text(place) + "." + Long.toString(direct, RADIX);
        }

        @Override
        public @Nullable Offset parse(String text) {
            if (!text.startsWith(epoch + ".") || text.length() > epoch.length() + 2 * (1 + MAX_DIGITS)) {
                return null;
            }
            String[] numbers = text.substring(epoch.length() + 1).split("\\.", -1);
            long place = number(numbers[0]);
            if (numbers.length == 1) {
                return place < 0 ? null : new Offset(place, NONE);
            }
            long direct = number(numbers[1]);
            return numbers.length > 2 || place < 0 || direct < 0 ? null : new Offset(place, direct);
        }

        /** Returns -1 for what {@link Long#toString} does not write. */
        private static long number(String text) {
            if (text.length() > MAX_DIGITS) {
                return -1;
            }
            try {
                long number = Long.parseLong(text, RADIX);
                return Long.toString(number, RADIX).equals(text) ? number : -1;
            } catch (NumberFormatException e) {
                return -1;
            }
        }
    }
}
