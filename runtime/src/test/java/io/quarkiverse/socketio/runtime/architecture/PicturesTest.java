package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.cluster.WorkerState;

/** Tests that the pictures of the manual have the states of workers that exist. */
class PicturesTest {
    private static final Path IMAGES = ManualBlock.PROJECT.resolve("docs/modules/ROOT/images");
    /** A box of a state has its name and nothing else; READY is a message. */
    private static final Pattern NAME = Pattern.compile(">([A-Z]{6,})(?:, \\w+)?</text>");

    private static Set<String> named(String picture) throws IOException {
        return NAME.matcher(Files.readString(IMAGES.resolve(picture))).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> states() {
        return Stream.of(WorkerState.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void thePictureOfWorkerStatesHasAllOfThem() throws IOException {
        assertThat(named("worker-states.svg")).isEqualTo(states());
    }

    @Test
    void thePictureOfARollingRestartHasStatesThatExist() throws IOException {
        assertThat(states()).containsAll(named("rolling-restart.svg"));
        assertThat(named("rolling-restart.svg")).hasSize(3);
    }
}
