package io.quarkiverse.socketio.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.chaos.Checker.Verdict;

/** Tests that the output of {@code numbers.mjs} becomes a history in which the checker finds violations. */
class NumberHistoryTest {
    @TempDir
    Path directory;

    @Test
    void completeHistoriesAreValid() throws IOException {
        Verdict verdict = judge("[0,1,10, 1,1,11, 0,2,12]", "[0,2,9]", "'own 5',1");
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.demanded()).isEqualTo(4);
        assertThat(verdict.answered()).isEqualTo(1);
    }

    @Test
    void aMissedEventIsReported() throws IOException {
        assertThat(judge("[0,1,10, 1,1,11]", "[0,1,9, 0,2,9]", "").violations())
                .containsExactly("client 0 of 1 did not get message 2 of all 300 to all, which is kept");
    }

    @Test
    void aMissedDirectEventIsReported() throws IOException {
        assertThat(judge("[0,1,10, 1,1,11, 0,2,12]", "[0,2,9]", "'own 5',2, 'own 6',1").violations())
                .containsExactlyInAnyOrder("client 0 of 1 did not get message 2 of own 5 to own of 0, which is kept",
                        "client 0 of 1 did not get message 1 of own 6 to own of 0, which is kept");
    }

    @Test
    void misdirectedEventsAreReported() throws IOException {
        assertThat(judge("[0,1,10, 1,1,11, 0,2,12]", "[1,1,9, 2,1,6000]", "").violations()).containsExactlyInAnyOrder(
                "client 4 of 2 got message 1 of own 5 to own of 0 and is not in that room",
                "client 4 of 2 got message 1 of room 300 to room 0 and is not in that room",
                "client 0 of 1 did not get message 1 of room 300 to room 0, which is kept");
    }

    private Verdict judge(String got, String gotByTheOther, String former) throws IOException {
        String text = """
                {"lines": ["all 300", "own 5", "room 300"], "peers": [
                {"client": 0, "room": 0, "opened": 1, "closed": -1, "got": %s, "former": [%s], "said": [1, 1, 0, 20]},
                {"client": 4, "room": 1, "opened": 2, "closed": -1, "got": %s, "former": [], "said": []}]}
                """.formatted(got, former.replace('\'', '"'), gotByTheOther);
        List<Event> events = NumberHistory.read(Files.writeString(directory.resolve("history"), text));
        return Checker.check(events);
    }
}
