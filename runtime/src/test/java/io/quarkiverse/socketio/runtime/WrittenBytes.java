package io.quarkiverse.socketio.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The bytes that earlier builds wrote, from a resource. Builds of two versions exchange messages while a rolling restart
 * deploys a new one, so its lines never change. {@code #} starts a comment; other lines have a name, the bytes in hex, and,
 * only if a nested value has got a field since, the bytes that this build writes.
 */
public final class WrittenBytes {
    private static final String ADVICE = "%s has what builds write that run beside this one during a rolling restart, and they"
            + " read no other form. Add fields behind those that are there, and read them only if they are; let something new"
            + " be a kind of its own. If old and new builds cannot understand each other any more, it is another version:"
            + " see CONTRIBUTING.md, 'Builds that run side by side'";

    private final String resource;
    /** The encodings of each name: the earlier one first, that of today last. */
    private final Map<String, List<String>> lines = new LinkedHashMap<>();

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
                    .map(line -> List.of(line.split(" +")))
                    .forEach(words -> assertThat(all.lines.put(words.get(0), words.subList(1, words.size()))).isNull());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** Returns the bytes of an earlier build. */
    public byte[] of(String name) {
        assertThat(lines).as(resource).containsKey(name);
        return HexFormat.of().parseHex(lines.get(name).get(0));
    }

    /** Reads bytes of an earlier build, perhaps followed by more, which must not fail. */
    public <T> T read(byte[] bytes, Function<byte[], T> reader) {
        try {
            return reader.apply(bytes);
        } catch (RuntimeException e) {
            throw new AssertionError(advice(), e);
        }
    }

    public String advice() {
        return ADVICE.formatted(resource);
    }

    /**
     * Fails unless each name has a line and each line a name, and unless the bytes of this build start with their line: an
     * older reader skips what follows.
     */
    public void areWrittenToday(Map<String, byte[]> today) {
        assertThat(today.keySet()).as("no line is taken out of " + resource).containsAll(lines.keySet());
        assertThat(today.entrySet().stream().filter(entry -> !lines.containsKey(entry.getKey()))
                .map(entry -> entry.getKey() + " " + HexFormat.of().formatHex(entry.getValue()) + "\n")
                .collect(Collectors.joining())).as("lines about %s", resource).isEmpty();
        lines.forEach((name, forms) -> assertThat(HexFormat.of().formatHex(today.get(name)))
                .as("%s is written in another form. %s", name, advice()).startsWith(forms.get(forms.size() - 1)));
    }
}
