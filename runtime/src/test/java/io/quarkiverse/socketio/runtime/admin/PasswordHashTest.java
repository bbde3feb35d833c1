package io.quarkiverse.socketio.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests hashes with known passwords. */
class PasswordHashTest {

    @ParameterizedTest
    @CsvSource({ "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW, U*U",
            "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK, U*U*",
            "$2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a, U*U*U" })
    void onlyItsPasswordMatchesAHashOfEachVersion(String hash, String password) {
        assertThat(PasswordHash.isValid(hash)).isTrue();
        assertThat(new PasswordHash(hash).matches(password)).isTrue();
        assertThat(new PasswordHash(hash).matches(password + "x")).isFalse();
        assertThat(new PasswordHash(hash).matches("")).isFalse();
    }

    @Test
    void theFirst72BytesOfAPasswordCount() {
        PasswordHash hash = new PasswordHash("$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui");
        String first = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        assertThat(hash.matches(first)).isTrue();
        assertThat(hash.matches(first + "chars after 72 are ignored")).isTrue();
        assertThat(hash.matches("x".repeat(10_000))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "changeit", "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
            "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
            "$2a$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" })
    void otherTextsAreNoHash(String text) {
        assertThat(PasswordHash.isValid(text)).isFalse();
    }

    @Test
    void credentialsDoNotShowTheHash() {
        assertThat(new AdminCredentials("ann", "$2a$05$secret")).asString().contains("ann").doesNotContain("secret");
    }
}
