package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.settings.LineFormat;

class OutputPumpTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final WorkerLines lines = new WorkerLines(LineFormat.PLAIN, List.of("-XX:Foo"));

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

    @Test
    void theSocketOnWhichAWorkerListensIsNotShown() {
        pump("app started in 1.2s. Listening on: unix:/tmp/quarkus-socketio-1/w2\nListening on: http://localhost:1\n");
        pump("{\"message\":\"started in 1.2s. Listening on: unix:/tmp/a/w12\",\"x\":1}\n");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("[w2] app started in 1.2s.\n[w2] Listening on: http://localhost:1\n"
                        + "[w2] {\"message\":\"started in 1.2s.\",\"x\":1}\n");
    }

    @Test
    void blankLinesBeforeTheFirstLineAreNotPrinted() {
        pump("\n \none\n\ntwo\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[w2] one\n[w2] \n[w2] two\n");
    }

    @Test
    void theLineOfAWorkerThatRefusesItsConfigurationIsNotPrintedButTheReasonOfItsExit() {
        OutputPump pump = error("before\n" + Refusal.line("a=b\nis wrong") + "\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[w2] before\n");
        assertThat(pump.refusal(Refusal.EXIT_CODE)).isEqualTo("a=b is wrong");
        assertThat(pump.refusal(1)).isNull();
        assertThat(error("an application's own\nreason\n").refusal(Refusal.EXIT_CODE)).isEqualTo("reason");
    }

    @Test
    void theLinesOfAJvmThatRefusesItsOptionsAreOneReason() {
        OutputPump pump = error("Unrecognized VM option 'Foo'\nError: Could not create the Java Virtual Machine.\n"
                + "Error: A fatal exception has occurred. Program will exit.\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(pump.refusal(1)).isEqualTo("quarkus.socketio.cluster.worker.jvm-args: the JVM of a worker does not start:"
                + " Unrecognized VM option 'Foo'. Its options are -XX:Foo, those of the primary and those in the environment: correct"
                + " or remove the wrong one");
    }

    @Test
    void aJvmThatStartsAllTheSameHasItsLinesPrinted() {
        OutputPump pump = error("Unrecognized VM option 'Foo'\nstarted\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[w2] Unrecognized VM option 'Foo'\n[w2] started\n");
        assertThat(pump.refusal(1)).isNull();
        out.reset();
        assertThat(error("Unrecognized option: -x\n").refusal(1)).isNull();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[w2] Unrecognized option: -x\n");
    }

    private OutputPump error(String input) {
        OutputPump pump = new OutputPump("w2", new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out), true, lines);
        pump.run();
        return pump;
    }

    private OutputPump pump(String input) {
        OutputPump pump = new OutputPump("w2", new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out), false, lines);
        pump.run();
        return pump;
    }
}
