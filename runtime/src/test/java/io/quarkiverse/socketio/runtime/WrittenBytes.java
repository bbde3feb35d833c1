package io.quarkiverse.socketio.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What earlier builds wrote on a wire, from a resource of which each line is a name and bytes in hex; {@code #} begins a
 * comment.
 * Builds of two versions talk to each other while a rolling restart ships a new one, so the lines stay as they are.
 */
public final class WrittenBytes {
    private static final String ADVICE = "%s has what builds write that run beside this one during a rolling restart, and they"
            + " read no other form. Add fields behind those that are there, and read them only if they are; let something new"
            + " be a kind of its own. What is added deliberately gets a line of its own. If old and new builds cannot"
            + " understand each other any more, that is another version: see the manual, 'A roll may ship a new build'";

    private final String resource;
    private final Map<String, byte[]> lines = new LinkedHashMap<>();

    private WrittenBytes(String resource) {
        this.resource = resource;
    }

    /** @param resource beside the class */
    public static WrittenBytes of(Class<?> test, String resource) {
        WrittenBytes all = new WrittenBytes(resource);
        try (InputStream in = test.getResourceAsStream(resource)) {
            assertThat(in).as(resource + ", beside " + test.getSimpleName()).isNotNull();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" +")).forEach(words -> all.add(words[0], words[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private void add(String name, String hex) {
        assertThat(lines.put(name, HexFormat.of().parseHex(hex))).as("two lines of the name %s", name).isNull();
    }

    public Map<String, byte[]> lines() {
        return lines;
    }

    public byte[] of(String name) {
        assertThat(lines).as(resource).containsKey(name);
        return lines.get(name).clone();
    }

    public String advice() {
        return ADVICE.formatted(resource);
    }

    /**
     * Fails unless each of these has a line, each line is of one of these, and what this build writes begins with its line: a
     * reader that knows no more skips what follows.
     */
    public void areWrittenToday(Map<String, byte[]> today) {
        assertThat(today.keySet()).as("no line is taken out of " + resource).containsAll(lines.keySet());
        assertThat(today.entrySet().stream().filter(entry -> !lines.containsKey(entry.getKey()))
                .map(entry -> entry.getKey() + " " + HexFormat.of().formatHex(entry.getValue()) + "\n")
                .collect(Collectors.joining())).as("lines that %s wants", resource).isEmpty();
        lines.forEach((name, bytes) -> assertThat(HexFormat.of().formatHex(today.get(name)))
                .as("%s is written in another form. %s", name, advice()).startsWith(HexFormat.of().formatHex(bytes)));
    }
}
