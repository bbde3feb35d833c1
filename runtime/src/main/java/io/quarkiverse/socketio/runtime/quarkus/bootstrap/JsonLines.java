package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.quarkiverse.socketio.runtime.cluster.settings.LineFormat;

/**
 * Prints the lines of workers as JSON: a line that is an object gets the field {@code worker}, unless it has one; any other text,
 * such as a warning of the JVM, becomes the message of an object.
 * <p>
 * Thread: any.
 *
 * @param clock of the time of lines that are no objects
 */
record JsonLines(InstantSource clock) implements LineFormat {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String WORKER = "worker";

    /** What is known of a line that is an object. */
    private record Fields(boolean any, boolean worker, String level, String message) {
    }

    @Override
    public byte[] format(String worker, byte[] line, boolean error) {
        Fields fields = fields(line);
        if (fields == null) {
            return wrapped(worker, line, error).getBytes(StandardCharsets.UTF_8);
        } else if (fields.worker) {
            return line;
        }
        int begin = 0;
        while (line[begin] != '{') {
            begin++;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(line.length + 20);
        whole.write(line, 0, begin + 1);
        whole.writeBytes((quoted(WORKER) + ":" + quoted(worker) + (fields.any ? "," : "")).getBytes(StandardCharsets.UTF_8));
        whole.write(line, begin + 1, line.length - begin - 1);
        return whole.toByteArray();
    }

    private String wrapped(String worker, byte[] line, boolean error) {
        OffsetDateTime now = clock.instant().atZone(ZoneId.systemDefault()).toOffsetDateTime();
        return "{" + quoted("timestamp") + ":" + quoted(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(now)) + ","
                + quoted(WORKER) + ":" + quoted(worker) + "," + quoted("stream") + ":" + quoted(error ? "stderr" : "stdout")
                + "," + quoted("message") + ":" + quoted(new String(line, StandardCharsets.UTF_8)) + "}";
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** Returns level and message, which tell people the most. */
    @Override
    public String text(byte[] line) {
        Fields fields = fields(line);
        return fields == null || fields.message.isEmpty() ? new String(line, StandardCharsets.UTF_8)
                : (fields.level + " " + fields.message).strip();
    }

    /** Returns null if the line is not exactly one object. */
    private static @Nullable Fields fields(byte[] line) {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            boolean any = false;
            boolean worker = false;
            String level = "";
            String message = "";
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                any = true;
                String name = parser.currentName();
                boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                worker |= name.equals(WORKER);
                level = text && name.equals("level") ? parser.getText() : level;
                message = text && name.equals("message") ? parser.getText() : message;
                parser.skipChildren();
            }
            return parser.nextToken() == null ? new Fields(any, worker, level, message) : null;
        } catch (IOException e) {
            return null;
        }
    }
}
