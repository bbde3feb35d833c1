package io.quarkiverse.socketio.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which session ids a server accepts. */
class AdminSessionsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final AdminCredentials ANN = new AdminCredentials("ann", "hash");
    private final AdminSessions sessions = new AdminSessions(ANN);
    private final String id = sessions.create(NOW);

    @Test
    void anIdIsAcceptedByAllServersOfThisConfigurationUntilItExpires() {
        AdminSessions other = new AdminSessions(new AdminCredentials("ann", "hash"));
        assertThat(other.isValid(id, NOW)).isTrue();
        assertThat(other.isValid(id, NOW.plus(AdminSessions.LIFETIME).minusSeconds(1))).isTrue();
        assertThat(other.isValid(id, NOW.plus(AdminSessions.LIFETIME))).isFalse();
    }

    @Test
    void anIdOfAnotherUserOrPasswordIsRefused() {
        assertThat(new AdminSessions(new AdminCredentials("bob", "hash")).isValid(id, NOW)).isFalse();
        assertThat(new AdminSessions(new AdminCredentials("ann", "hash2")).isValid(id, NOW)).isFalse();
    }

    @Test
    void anIdWithALaterTimeOrAnyOtherDigitIsRefused() {
        for (int i = 0; i < id.length(); i++) {
            String changed = id.substring(0, i) + (id.charAt(i) == '0' ? '1' : '0') + id.substring(i + 1);
            assertThat(sessions.isValid(changed, NOW)).as("digit %d", i).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "0", "a655a9f2f6df8ba4", "\u0661" })
    void otherTextsAreRefused(String text) {
        assertThat(sessions.isValid(text, NOW)).isFalse();
        assertThat(sessions.isValid(id + text + "0", NOW)).isFalse();
        assertThat(sessions.isValid("\u0661" + id.substring(1), NOW)).isFalse();
    }
}
