package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.type.TypeReference;

class NoArgumentsTest {

    @Test
    void everyArgumentIsMissing() {
        assertThat(NoArguments.INSTANCE.size()).isZero();
        assertThat(NoArguments.INSTANCE.toList()).isEmpty();
        assertThat(NoArguments.INSTANCE.get(0, String.class)).isNull();
        assertThat(NoArguments.INSTANCE.get(3, int.class)).isZero();
    }

    @Test
    void aMissingOptionalIsEmpty() {
        assertThat(NoArguments.INSTANCE.get(0, Optional.class)).isEmpty();
        assertThat(NoArguments.INSTANCE.get(0, new TypeReference<Optional<List<String>>>() {
        })).isEmpty();
        assertThat(NoArguments.INSTANCE.get(0, OptionalInt.class)).isEmpty();
        assertThat(NoArguments.INSTANCE.get(0, OptionalLong.class)).isEmpty();
        assertThat(NoArguments.INSTANCE.get(0, OptionalDouble.class)).isEmpty();
    }

    @Test
    void aNegativeIndexThrows() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> NoArguments.INSTANCE.get(-1, Object.class));
    }
}
