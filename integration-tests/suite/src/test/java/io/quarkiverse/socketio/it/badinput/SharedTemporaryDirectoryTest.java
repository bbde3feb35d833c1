package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;
import io.quarkiverse.socketio.it.support.TerminalRun;

/** Tests a directory for temporary files in which other users have created files. */
class SharedTemporaryDirectoryTest {
    private static final String APP = "cluster-app";
    /** A user without any rights, {@code nobody} on Debian. */
    private static final String STRANGER = "65534";

    private Path shared;
    private Path own;

    @BeforeEach
    void makeFolders() throws IOException {
        shared = Files.createTempDirectory(Path.of("/tmp"), "shared");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        own = Files.createTempDirectory(Path.of("/tmp"), "own");
    }

    @AfterEach
    void removeFolders() throws IOException {
        for (Path folder : List.of(shared, own)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private String tmpdir() {
        return "-Djava.io.tmpdir=" + shared;
    }

    @Test
    @Row(68)
    void symbolicLinksAndPipesAreIgnored() throws Exception {
        Files.createFile(own.resolve("lock"));
        Files.createFile(own.resolve("precious"));
        Files.createSymbolicLink(shared.resolve("quarkus-socketio-1"), own);
        assertThat(new ProcessBuilder("mkfifo", shared.resolve("quarkus-socketio-2").toString()).start().waitFor()).isZero();
        try (AppProcess app = AppProcess.startCluster(APP, tmpdir())) {
            assertThat(own.resolve("precious")).exists();
            assertThat(own.resolve("lock")).exists();
            assertThat(RawHttp.get(app.port(), "/who").status()).isEqualTo(200);
            assertThat(AppProcess.order(AppProcess.packaged(APP), "status", tmpdir(), "-Dquarkus.http.port=" + app.port()))
                    .contains("RUNNING");
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
        }
        assertThat(shared).isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("quarkus-socketio-")
                && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** Needs {@code setpriv} of util-linux to run as another user, and root or {@code sudo} without a password. */
    @Test
    @Row(68)
    @Requires("setpriv")
    void clustersOfTwoUsersDoNotConnectToEachOther() throws Exception {
        List<String> asStranger = new ArrayList<>(
                List.of("setpriv", "--reuid=" + STRANGER, "--regid=" + STRANGER, "--clear-groups"));
        if (!"0".equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString())) {
            asStranger.addAll(0, List.of("sudo", "-n"));
        }
        try (AppProcess theirs = AppProcess.startBy(asStranger, AppProcess.packaged(APP), tmpdir())) {
            int port = theirs.awaitReady();
            for (String order : List.of("status", "restart", "scale=1")) {
                TerminalRun refused = TerminalRun.of(AppProcess.packaged(APP), List.of(tmpdir(), "-Dquarkus.http.port=" + port),
                        "--cluster=" + order);
                assertThat(refused.exitCode()).isEqualTo(4);
                assertThat(refused.err()).hasLineCount(1).startsWith("The cluster on port " + port + " is one of user ")
                        .contains("only that user may send it commands (its control socket is in " + shared)
                        .contains("sudo -u ");
            }
            try (AppProcess ours = AppProcess.startCluster(APP, tmpdir())) {
                assertThat(RawHttp.get(ours.port(), "/who").status()).isEqualTo(200);
                assertThat(AppProcess.order(AppProcess.packaged(APP), "status", tmpdir(), "-Dquarkus.http.port=" + ours.port()))
                        .contains("RUNNING");
            }
            assertThat(RawHttp.get(port, "/who").status()).isEqualTo(200);
            assertThat(theirs.output())
                    .noneMatch(line -> line.contains("Rolling restart") || line.contains("Closed a connection"));
            theirs.signal("TERM");
            assertThat(theirs.awaitExit()).isZero();
        }
    }
}
