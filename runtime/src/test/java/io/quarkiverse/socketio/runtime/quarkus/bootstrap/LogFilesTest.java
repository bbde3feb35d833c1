package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class LogFilesTest {
    @AfterEach
    void reset() {
        LogFiles.nameWorker("");
    }

    private static String value(String key, String value) {
        return new LogFiles().configBuilder(new SmallRyeConfigBuilder().addDefaultInterceptors())
                .withSources(new PropertiesConfigSource(Map.of(key, value), "test", 100))
                .withDefaultValue("quarkus.log.file.path", "quarkus.log").build().getConfigValue(key).getValue();
    }

    @ParameterizedTest
    @CsvSource({ "quarkus.log,quarkus-w1.log", "/var/log/my.app/chat,/var/log/my.app/chat-w1", "a.b.log,a.b-w1.log",
            ".log,.log-w1", "logs/.log,logs/.log-w1", "C:\\logs.d\\x,C:\\logs.d\\x-w1" })
    void theNameOfTheWorkerIsBeforeTheExtension(String path, String own) {
        assertThat(LogFiles.ownPath(path, "w1")).isEqualTo(own);
    }

    @Test
    void onlyPathsOfLogFilesChangeAndOnlyInAWorker() {
        assertThat(value("quarkus.log.file.path", "x.log")).isEqualTo("x.log");
        LogFiles.nameWorker("w2");
        assertThat(value("quarkus.log.file.path", "x.log")).isEqualTo("x-w2.log");
        assertThat(value("quarkus.log.handler.file.\"audit\".path", "x.log")).isEqualTo("x-w2.log");
        assertThat(value("quarkus.log.file.rotation.file-suffix", ".log")).isEqualTo(".log");
        assertThat(value("app.path", "x.log")).isEqualTo("x.log");
    }

    @Test
    void aPathWithAVariableOfWorkersIsUnchanged() {
        LogFiles.nameWorker("w2");
        assertThat(value("quarkus.log.file.path", "x-${CLUSTER_WORKER_ID:none}.log")).isEqualTo("x-none.log");
    }
}
