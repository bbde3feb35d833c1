package io.quarkiverse.socketio.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSummaryTest {
    @TempDir
    Path root;

    @Test
    void noTestsAreCountedWithoutReports() throws Exception {
        assertThat(TestSummary.of(root, Instant.MIN).lines()).containsExactly("0 passed, 0 failed, 0 skipped");
    }

    @Test
    void failuresAndMissingProgramsOfAllModulesAreListed() throws Exception {
        report("a/target/surefire-reports/TEST-a.A.xml", """
                <testcase name="works" classname="a.A"/>
                <testcase name="breaks" classname="a.A"><failure message="no"/></testcase>
                <testcase name="explodes" classname="a.A"><error/><system-out/></testcase>
                <testcase name="later" classname="a.A"><skipped message="not yet"/></testcase>""");
        report("deep/b/target/failsafe-reports/TEST-b.B.xml", """
                <testcase name="two" classname="b.B"><skipped message="missing: node, npm"/></testcase>
                <testcase name="one" classname="b.B"><skipped message="missing: node"/></testcase>""");
        assertThat(TestSummary.of(root, Instant.MIN).lines()).containsExactly(
                "SLOW    0.0 s a.A", "SLOW    0.0 s b.B", "FAILED a.A breaks", "FAILED a.A explodes",
                "MISSING node: 2 test(s) did not run", "MISSING npm: 1 test(s) did not run",
                "1 passed, 2 failed, 3 skipped");
    }

    @Test
    void reportsOfEarlierBuildsAreIgnored() throws Exception {
        report("a/target/surefire-reports/TEST-a.A.xml", "<testcase name='works' classname='a.A'/>");
        assertThat(TestSummary.of(root, Instant.now().plusSeconds(60)).lines())
                .containsExactly("0 passed, 0 failed, 0 skipped");
    }

    @Test
    void theSlowestClassesAreListedFirst() throws Exception {
        for (int i = 1; i <= 25; i++) {
            report("m" + i % 2 + "/target/surefire-reports/TEST-a.T" + i + ".xml", "a.T" + i, i * 10.26, "");
        }
        assertThat(TestSummary.of(root, Instant.MIN).lines()).hasSize(21)
                .startsWith("SLOW  256.5 s a.T25", "SLOW  246.2 s a.T24")
                .contains("SLOW   61.6 s a.T6");
    }

    private void report(String path, String tests) throws IOException {
        String file = Path.of(path).getFileName().toString();
        report(path, file.substring("TEST-".length(), file.length() - ".xml".length()), 0, tests);
    }

    private void report(String path, String name, double seconds, String tests) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<testsuite name='" + name + "' time='" + seconds + "'>" + tests + "</testsuite>");
    }
}
