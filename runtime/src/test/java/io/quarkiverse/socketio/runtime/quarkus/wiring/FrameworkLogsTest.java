package io.quarkiverse.socketio.runtime.quarkus.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameworkLogsTest {
    private final Logger logger = Logger.getLogger("framework.logs." + System.nanoTime());
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {
                // nothing is buffered
            }

            @Override
            public void close() {
                // nothing is open
            }
        });
    }

    private void warn(int times) {
        for (int i = 0; i < times; i++) {
            logger.log(Level.WARNING, "reset by peer", new IllegalStateException());
        }
    }

    @Test
    void repeatedFailuresOfAClientAreLoggedAFewTimes() {
        FrameworkLogs.limit(logger);
        warn(1_000);
        assertThat(lines).hasSize(FrameworkLogs.MAX_LINES).containsOnly("reset by peer");
    }

    @Test
    void aSecondLimitChangesNothing() {
        FrameworkLogs.limit(logger);
        FrameworkLogs.limit(logger);
        warn(1_000);
        assertThat(lines).hasSize(FrameworkLogs.MAX_LINES);
    }

    @Test
    void nettyWarningsAboutClosedClientsAreLimitedToo() {
        FrameworkLogs.limit(logger);
        for (int i = 0; i < 1_000; i++) {
            logger.log(Level.INFO, "outstanding control frames", new IllegalStateException());
        }
        assertThat(lines).hasSize(FrameworkLogs.MAX_LINES);
    }

    @Test
    void debugLinesAreNotLimited() {
        FrameworkLogs.limit(logger);
        for (int i = 0; i < 100; i++) {
            logger.fine("detail");
        }
        assertThat(lines).hasSize(100);
    }

    @Test
    void anExistingFilterDecidesFirst() {
        logger.setFilter(line -> !line.getMessage().startsWith("reset"));
        FrameworkLogs.limit(logger);
        warn(100);
        logger.warning("another");
        assertThat(lines).containsExactly("another");
    }
}
