package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.io.IOException;
import java.io.Writer;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Writes values as JSON to be read by people: the beginning if it is long. No more than that is held in memory.
 * <p>
 * Thread: any; immutable.
 */
record ShortJson(ObjectMapper mapper) {

    /** Ends the encoding, as the rest is not wanted. */
    private static final class Full extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Beginning extends Writer {
        private final StringBuilder text = new StringBuilder();
        private final int max;

        Beginning(int max) {
            this.max = max;
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            text.append(buffer, offset, Math.min(length, max + 1 - text.length()));
            if (text.length() > max) {
                throw new Full();
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }

    /** Returns the JSON of a value, cut to so many characters; for a value that has none, the reason. */
    String of(@Nullable Object value, int max) {
        Beginning beginning = new Beginning(max);
        try {
            mapper.writeValue(beginning, value);
        } catch (IOException | RuntimeException e) { // values of the application can be anything
            if (beginning.text.length() <= max) {
                return LoggedEvent.cut("(no JSON: " + e.getMessage() + ")", max);
            }
        }
        return LoggedEvent.cut(beginning.text.toString(), max);
    }
}
