package io.quarkiverse.socketio.runtime.cluster.settings;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * How a line of a worker's output is printed by the primary.
 * <p>
 * Thread: any.
 */
public interface LineFormat {
    /** Puts the name of the worker before the line, as in {@code [w1] text}. */
    LineFormat PLAIN = new LineFormat() {
        @Override
        public byte[] format(String worker, byte[] line, boolean error) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream(worker.length() + line.length + 3);
            whole.writeBytes(("[" + worker + "] ").getBytes(StandardCharsets.UTF_8));
            whole.writeBytes(line);
            return whole.toByteArray();
        }

        @Override
        public String text(byte[] line) {
            return new String(line, StandardCharsets.UTF_8);
        }
    };

    /**
     * Returns the line as it is printed, without a line feed, as the given one.
     *
     * @param worker the name of the worker
     * @param error whether it is a line of standard error
     */
    byte[] format(String worker, byte[] line, boolean error);

    /** Returns the line as people read it. */
    String text(byte[] line);
}
