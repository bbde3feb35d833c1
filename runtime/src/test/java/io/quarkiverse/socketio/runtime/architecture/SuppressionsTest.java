package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Tests that each suppression of Error Prone and NullAway gives its reason on the line of the annotation. */
class SuppressionsTest {
    /** Their checks begin with a capital letter, those of javac with a small one. */
    private static final Pattern SUPPRESSION = Pattern.compile("@SuppressWarnings\\(.*\"[A-Z].*");
    private static final Pattern WITH_REASON = Pattern.compile(".*\\) // \\w.*");

    @Test
    void eachSuppressionSaysWhy() throws IOException {
        List<String> withoutReason = new ArrayList<>();
        int all = 0;
        for (Path source : JavaSources.files(JavaSources.MAIN)) {
            for (String line : Files.readAllLines(source)) {
                if (SUPPRESSION.matcher(line).find()) {
                    all++;
                    if (!WITH_REASON.matcher(line).matches()) {
                        withoutReason.add(source + ": " + line.strip());
                    }
                }
            }
        }
        assertThat(withoutReason).isEmpty();
        assertThat(all).as("suppressions, which this test must recognise").isPositive();
    }
}
