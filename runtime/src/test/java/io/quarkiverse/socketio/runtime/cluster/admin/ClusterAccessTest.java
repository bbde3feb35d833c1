package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Pages;

class ClusterAccessTest {
    private long now = 1_000;
    private final ClusterAccess access = new ClusterAccess(
            new Pages(new PrimaryPaths(HealthPaths.NONE, "", ""), null, true, 0, ""), new SecureRandom(), () -> now);

    private String session() {
        return access.exchange("Code " + access.newCode()).orElseThrow();
    }

    private static String wrong(String code) {
        char last = code.charAt(code.length() - 1);
        return code.substring(0, code.length() - 1) + (last == '0' ? '1' : '0');
    }

    @Test
    void aCodeIsLongAndNoneIsLikeAnother() {
        assertThat(access.newCode()).matches("[0-9a-f]{16}-[0-9a-f]{40}").isNotEqualTo(access.newCode());
    }

    @Test
    void aCodeIsUsedOnce() {
        String code = "Code " + access.newCode();
        assertThat(access.exchange(code)).isPresent();
        assertThat(access.exchange(code)).isEmpty();
    }

    @Test
    void aCodeIsUsedWithinTwoMinutes() {
        String first = "Code " + access.newCode();
        String second = "Code " + access.newCode();
        now += 119_999;
        assertThat(access.exchange(first)).isPresent();
        now += 1;
        assertThat(access.exchange(second)).isEmpty();
    }

    @Test
    void theSecretOfACodeIsGuessedAtMostOnce() {
        String code = access.newCode();
        assertThat(access.exchange("Code " + wrong(code))).isEmpty();
        assertThat(access.exchange("Code " + code)).as("the right one, after a wrong guess").isEmpty();
    }

    @Test
    void thoseWhoGuessWithoutANameLockNobodyOut() {
        String code = access.newCode();
        String session = session();
        for (String guess : List.of("", "-", "Code ", "Code -", "Code 0123456789abcdef-00", "Session ", "Session -",
                "Session 0123456789abcdef-00", code, session, "Session " + code, "Code " + session)) {
            assertThat(access.exchange(guess)).as(guess).isEmpty();
            assertThat(access.maySee(guess)).as(guess).isFalse();
        }
        assertThat(access.exchange("Code " + code)).isPresent();
        assertThat(access.maySee("Session " + session)).isTrue();
    }

    @Test
    void aSessionLastsTwelveHoursAndSendsNoCommands() {
        String session = "Session " + session();
        now += ClusterAccess.SESSION_MILLIS - 1;
        assertThat(access.maySee(session)).isTrue();
        assertThat(access.mayCommand(session)).isFalse();
        now += 1;
        assertThat(access.maySee(session)).isFalse();
    }

    @Test
    void theOldestCodesAndSessionsAreDropped() {
        List<String> codes = new ArrayList<>();
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i <= ClusterAccess.MAX_SESSIONS; i++) {
            sessions.add("Session " + session());
        }
        for (int i = 0; i <= ClusterAccess.MAX_CODES; i++) {
            codes.add("Code " + access.newCode());
        }
        assertThat(sessions).filteredOn(access::maySee).containsExactlyElementsOf(sessions.subList(1, sessions.size()));
        assertThat(codes).filteredOn(code -> access.exchange(code).isPresent())
                .containsExactlyElementsOf(codes.subList(1, codes.size()));
    }
}
