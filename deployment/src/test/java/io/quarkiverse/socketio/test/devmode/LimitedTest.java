package io.quarkiverse.socketio.test.devmode;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** A dynamic test that fails when it takes longer than a test method may, as JUnit's limit for methods is not for such tests. */
final class LimitedTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private LimitedTest() {
    }

    static DynamicTest of(String name, Executable test) {
        return DynamicTest.dynamicTest(name, () -> assertTimeoutPreemptively(LIMIT, test));
    }
}
