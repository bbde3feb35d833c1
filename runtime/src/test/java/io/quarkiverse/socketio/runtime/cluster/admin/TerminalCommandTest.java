package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.cluster.link.Query;

class TerminalCommandTest {
    private static TerminalCommand read(String... arguments) {
        return TerminalCommand.read(List.of(arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = { "--cluster=scale=4", "--cluster scale=4", "--cluster scale 4", "--cluster=scale 4",
            "app --cluster=scale,4" })
    void theSameCommandIsWrittenInSeveralWays(String line) {
        assertThat(read(line.split(" "))).isEqualTo(new TerminalCommand.Send(new Query.Scale(4), "scale 4", false));
    }

    @Test
    void negativeNumbersAreNoOptions() {
        assertThat(read("--cluster", "scale-by", "-1"))
                .isEqualTo(new TerminalCommand.Send(new Query.ScaleBy(-1), "scale-by -1", false));
    }

    @Test
    void aSignalMayNameAWorker() {
        assertThat(read("--cluster=signal=QUIT,2"))
                .isEqualTo(new TerminalCommand.Send(new Query.Signal("QUIT", OptionalInt.of(2)), "signal QUIT 2", false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "--cluster | --cluster needs a command, for instance --cluster=status",
            "--cluster= | --cluster needs a command, for instance --cluster=status",
            "--cluster --verbose | There is no option --verbose after --cluster",
            "--cluster=status -v | There is no option -v after --cluster",
            "--cluster=foo | 'foo' is none of status, scale, scale-by, restart, rebalance, signal, shutdown",
            "--cluster=owner=4 | 'owner' is none of status, scale, scale-by, restart, rebalance, signal, shutdown",
            "--cluster=metrics | 'metrics' is none of status, scale, scale-by, restart, rebalance, signal, shutdown",
            "--cluster=state | 'state' is none of status, scale, scale-by, restart, rebalance, signal, shutdown",
            "--cluster=awaitrestart | 'awaitrestart' is none of status, scale, scale-by, restart, rebalance, signal, shutdown",
            "--cluster=link | 'link' is none of status, scale, scale-by, restart, rebalance, signal, shutdown",
            "--cluster=restart --open | --open is for status only",
            "--cluster=status --wait | --wait is for restart only",
            "--cluster=scale | 'scale' needs a number",
            "--cluster=scale=many | 'scale' needs a number",
            "--cluster=signal | signal needs a name, such as HUP" })
    void aWrongCommandIsMisuse(String line, String problem) {
        assertThat(read(line.split(" "))).isEqualTo(new TerminalCommand.Misuse(problem, false));
    }

    @Test
    void optionsAreAnywhereAfterTheCommand() {
        assertThat(read("--cluster", "--wait", "restart", "--json"))
                .isEqualTo(new TerminalCommand.Send(new Query.AwaitRestart(), "restart", true));
        assertThat(read("--cluster=status", "--json"))
                .isEqualTo(new TerminalCommand.Send(new Query.State(), "status", true));
        assertThat(read("--cluster=status", "--open"))
                .isEqualTo(new TerminalCommand.Send(new Query.Link(), "status", false));
        assertThat(read("--cluster=foo", "--json")).isEqualTo(new TerminalCommand.Misuse(
                "'foo' is none of status, scale, scale-by, restart, rebalance, signal, shutdown", true));
    }

    @ParameterizedTest
    @CsvSource({ "--help,false", "x --help,false", "-h,false", "-help,false", "-?,false", "-h --clustre,false",
            "--cluster -h,true", "--cluster --help,true", "--help --cluster=status,true",
            "--cluster=help,true",
            "--cluster help,true" })
    void helpIsThatOfTheClusterIfTheOptionIsThere(String line, boolean ofCluster) {
        assertThat(read(line.split(" "))).isEqualTo(new TerminalCommand.Help(ofCluster));
    }

    @ParameterizedTest
    @CsvSource({ "--clustre=status, --cluster=status", "--clusters=status, --cluster=status",
            "-cluster=status, --cluster=status",
            "\u2013cluster=status, --cluster=status", "\u2014cluster, --cluster", "--Cluster, --cluster", "--luster, --cluster",
            "--status, --cluster=status", "--scale=4, --cluster=scale=4", "x --restart, --cluster=restart" })
    void anOptionThatIsProbablyMeantNamesTheRightOne(String line, String meant) {
        String option = line.substring(line.lastIndexOf(' ') + 1);
        assertThat(read(line.split(" ")))
                .isEqualTo(new TerminalCommand.Lookalike("There is no option " + option + ": write " + meant));
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "cluster=status", "help", "--port=1", "-v", "--filter", "--custom", "status", "--", "-" })
    void otherArgumentsAreTheApplications(String line) {
        assertThat(read(line.split(" "))).isEqualTo(new TerminalCommand.None());
        assertThat(read()).isEqualTo(new TerminalCommand.None());
    }
}
