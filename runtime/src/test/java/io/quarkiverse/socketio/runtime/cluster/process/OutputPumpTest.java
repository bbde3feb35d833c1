package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.settings.LineFormat;

class OutputPumpTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final WorkerLines lines = new WorkerLines(LineFormat.PLAIN);

    @Test
    void everyLineGetsThePrefixAlsoAnUnterminatedOne() {
        pump("one\n\nthree");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[w2] one\n[w2] \n[w2] three\n");
    }

    @Test
    void linesLongerThanAChunkStayWhole() {
        String line = "x".repeat(20_000);
        pump(line + "\nend\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[w2] " + line + "\n[w2] end\n");
    }

    @Test
    void anEndlessLineIsCut() {
        pump("x".repeat(1_000_000));
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSizeGreaterThan(10);
    }

    @Test
    void theLastOutputIsTheLastLinesWithoutStackFrames() {
        OutputPump pump = pump(
                "fine\nERROR it broke\n\tat com.example.X\nCaused by: the cause\n\tat com.example.Y\n\t... 4 more\n");
        assertThat(pump.lastLines()).isEqualTo("fine / ERROR it broke / Caused by: the cause");
        assertThat(pump.containsError()).isTrue();
    }

    @Test
    void aWarningOfAnUnknownKeyIsPrintedForOneWorkerOnly() {
        String warning = "WARN Unrecognized configuration key \"quarkus.a\" was provided; it will be ignored\n";
        String json = "{\"message\":\"Unrecognized configuration key \\\"quarkus.b\\\" was provided\"}\n";
        pump(warning + json);
        out.reset();
        pump(warning + "one\n" + json + warning.replace("quarkus.a", "quarkus.c"));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("[w2] one\n[w2] " + warning.replace("quarkus.a", "quarkus.c"));
    }

    private OutputPump pump(String input) {
        OutputPump pump = new OutputPump("w2", new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out), false, lines);
        pump.run();
        return pump;
    }
}
