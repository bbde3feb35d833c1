package io.quarkiverse.socketio.runtime.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUsageTest {
    @TempDir
    Path directory;

    @Test
    void theMemoryIsReadOnceASecond() throws IOException {
        Path statm = Files.writeString(directory.resolve("statm"), "900 5 4 3 2 1 0\n");
        ProcessUsage usage = new ProcessUsage(statm);
        assertThat(usage.residentBytes(-70)).isEqualTo(5 * 4096);
        Files.writeString(statm, "900 7 4 3 2 1 0\n");
        assertThat(usage.residentBytes(929)).isEqualTo(5 * 4096);
        assertThat(usage.residentBytes(930)).isEqualTo(7 * 4096);
    }

    @Test
    void theMemoryIsZeroWhereItIsNotKnown() {
        assertThat(new ProcessUsage(directory.resolve("none")).residentBytes(0)).isZero();
    }
}
