package io.quarkiverse.socketio.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class RequiresTest {
    private final RequiresCondition atHome = new RequiresCondition(false);
    private final RequiresCondition inCi = new RequiresCondition(true);

    @Test
    void aTestRunsIfItsProgramsAreInstalled() {
        assertThat(atHome.decide(WithJava.class).isDisabled()).isFalse();
        assertThat(inCi.decide(WithJava.class).isDisabled()).isFalse();
    }

    @Test
    void aTestWithoutItsProgramIsSkippedWithAReason() throws Exception {
        ConditionEvaluationResult result = atHome.decide(WithoutPrograms.class.getDeclaredMethod("first"));
        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).hasValue("missing: no-such-program");
    }

    @Test
    void allMissingProgramsAreNamed() {
        assertThat(atHome.decide(WithoutPrograms.class).getReason()).hasValue("missing: nor-this, python3-nor_that");
    }

    @Test
    void aMissingProgramIsAFailureInCi() {
        assertThatThrownBy(() -> inCi.decide(WithoutPrograms.class)).hasMessageContaining("missing: nor-this")
                .hasMessageContaining("CI=true");
    }

    @Test
    void aReplacedProgramMayBeMissingExceptInCi() {
        boolean there = Programs.isInstalled(RedisProgram.NAME);
        assertThat(atHome.decide(WithRedis.class).isDisabled()).isEqualTo(!there && !Programs.isReplaced(RedisProgram.NAME));
        if (there) {
            assertThat(inCi.decide(WithRedis.class).isDisabled()).isFalse();
        } else {
            assertThatThrownBy(() -> inCi.decide(WithRedis.class)).hasMessageContaining("missing: redis-server");
        }
    }

    @Requires("redis-server")
    static class WithRedis {
    }

    @Requires("java")
    static class WithJava {
    }

    @Requires({ "java", "nor-this", "python3-nor_that" })
    static class WithoutPrograms {
        @Requires("no-such-program")
        void first() {
        }
    }
}
