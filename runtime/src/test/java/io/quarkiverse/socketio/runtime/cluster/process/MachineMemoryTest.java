package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.runtime.cluster.process.MachineMemory.Available;

/** Tests the limits with copies of the files of the kernel. */
class MachineMemoryTest {
    private static final Available MACHINE = new Available(8L << 30, false);
    @TempDir
    Path root;

    @BeforeEach
    void machine() throws IOException {
        write("proc/meminfo", "MemTotal:        8388608 kB\nMemFree:         1 kB\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Available read() {
        return new MachineMemory(root).read();
    }

    @Test
    void withoutALimitItIsTheMemoryOfTheMachine() throws IOException {
        assertThat(read()).isEqualTo(MACHINE);
        write("proc/self/cgroup", "0::/user.slice\n");
        write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        assertThat(read()).isEqualTo(MACHINE);
        write("proc/self/cgroup", "4:memory:/\n0::/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(read()).isEqualTo(MACHINE);
    }

    @Test
    void theLowestLimitAboveTheProcessCounts() throws IOException {
        write("proc/self/cgroup", "0::/a/b\n");
        write("sys/fs/cgroup/a/b/memory.max", "max\n");
        write("sys/fs/cgroup/a/memory.max", "314572800\n");
        write("sys/fs/cgroup/memory.max", "629145600\n");
        assertThat(read()).isEqualTo(new Available(300 << 20, true));
    }

    @Test
    void version1IsReadToo() throws IOException {
        write("proc/self/cgroup", "8:pids:/\n4:cpu,memory:/docker/abc\n0::/\n");
        write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "314572800\n");
        assertThat(read()).isEqualTo(new Available(300 << 20, true));
    }

    @Test
    void inAContainerThePathMayBeThatOfTheHost() throws IOException {
        write("proc/self/cgroup", "4:memory:/docker/abc\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "314572800\n");
        assertThat(read()).isEqualTo(new Available(300 << 20, true));
        write("proc/self/cgroup", "4:memory:/../../elsewhere\n");
        assertThat(read()).as("not outside of the hierarchy").isEqualTo(MACHINE);
    }

    @Test
    void aLimitAboveTheMachinesMemoryIsNone() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", "1099511627776\n");
        assertThat(read()).isEqualTo(MACHINE);
    }

    @Test
    void nothingIsKnownWithoutTheseFiles() throws IOException {
        Files.delete(root.resolve("proc/meminfo"));
        assertThat(new MachineMemory(root).read()).isNull();
    }
}
