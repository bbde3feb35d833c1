package io.quarkiverse.socketio.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.admin.AdminFixture.Client;
import io.quarkiverse.socketio.runtime.admin.AdminFixture.Server;
import io.quarkiverse.socketio.runtime.log.LogRecords;

/** Tests who is admitted to the namespace for administrators. */
class AdminLoginTest {
    private static final AdminOptions OPTIONS = new AdminOptions("/admin", true, false, AdminFixture.ANN);
    private static final String REFUSED = "4/admin,{\"message\":\"invalid credentials\"}";
    private final AdminFixture cluster = new AdminFixture();

    @Test
    void anAdministratorLogsInByPasswordAndReturnsToAnyServerByTheSessionId() {
        Server a = cluster.server("a", OPTIONS);
        Server b = cluster.server("b", OPTIONS);
        Client first = a.logIn("ann", "U*U");
        List<String> events = first.events();
        String session = events.stream().filter(event -> event.startsWith("[\"session\"")).findFirst().orElseThrow();
        assertThat(session).matches("\\[\"session\",\"[0-9a-f]{80}\"]");
        assertThat(events).anyMatch(event -> event.startsWith("[\"config\""))
                .anyMatch(event -> event.startsWith("[\"all_sockets\""));

        String auth = "{\"sessionId\":" + AdminFixture.parse(session).get(1) + "}";
        Client again = b.administrator(auth);
        assertThat(b.checks).isEmpty();
        assertThat(again.names()).contains("config", "all_sockets").doesNotContain("session");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{}", "{\"sessionId\":null}", "{\"sessionId\":\"a655a9f2f6df8ba4\"}", "{\"username\":\"ann\"}",
            "{\"username\":\"ann\",\"password\":null}", "{\"username\":[\"ann\"],\"password\":\"U*U\"}" })
    void whoHasNeitherASessionNorAPasswordIsRefusedWithoutACheck(String auth) {
        Server a = cluster.server("a", OPTIONS);
        Client client = a.administrator(auth);
        assertThat(client.packets()).containsExactly(REFUSED);
        assertThat(a.checks).isEmpty();
        assertThat(client.line.isClosed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ann:wrong", "bob:U*U", "ANN:U*U", ":" })
    void aWrongUserIsRefusedAfterACheckAsAWrongPasswordIs(String login) {
        Server a = cluster.server("a", OPTIONS);
        try (LogRecords log = LogRecords.of(AdminLogin.class)) {
            String[] parts = login.split(":", -1);
            Client client = a.administrator("{\"username\":\"" + parts[0] + "\",\"password\":\"" + parts[1] + "\"}");
            assertThat(a.checks).hasSize(1);
            a.checkPasswords();
            assertThat(client.packets()).containsExactly(REFUSED);
            assertThat(log.lines()).isNotEmpty()
                    .allSatisfy(line -> assertThat(line).contains("10.0.0.1").doesNotContain("U*U", "$2"));
        }
    }

    @Test
    void tooManyLoginsAtATimeAreRefusedAndThoseOfClientsThatAreGoneCostNothing() {
        Server a = cluster.server("a", OPTIONS);
        String auth = "{\"username\":\"ann\",\"password\":\"U*U\"}";
        Client first = a.administrator(auth, "10.0.0.1");
        Client second = a.administrator(auth, "10.0.0.2");
        Client third = a.administrator(auth, "10.0.0.3");
        assertThat(third.packets()).containsExactly(REFUSED);
        first.line.disconnects();
        a.checkPasswords();
        assertThat(first.packets()).isEmpty();
        assertThat(second.names()).contains("session");
    }

    @Test
    void anAddressThatGuessesDoesNotKeepOutAdministratorsElsewhere() {
        Server a = cluster.server("a", OPTIONS);
        String guess = "{\"username\":\"ann\",\"password\":\"guess\"}";
        Client first = a.administrator(guess, "2001:db8::1");
        for (int i = 2; i < 4; i++) {
            assertThat(a.administrator(guess, "2001:db8::" + i).packets()).containsExactly(REFUSED);
        }
        assertThat(a.checks).hasSize(1);
        Client administrator = a.administrator("{\"username\":\"ann\",\"password\":\"U*U\"}", "10.0.0.1");
        a.checkPasswords();
        assertThat(first.packets()).containsExactly(REFUSED);
        assertThat(administrator.names()).contains("session");
        a.administrator(guess, "2001:db8::1");
        assertThat(a.checks).as("the next one").hasSize(1);
    }

    @Test
    void withoutCredentialsEverybodyIsAdmittedWithoutASession() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        assertThat(a.administrator("{\"username\":\"x\",\"password\":\"y\"}").names()).contains("config")
                .doesNotContain("session");
    }

    @Test
    void theAuthPayloadAndTheDataOfAdministratorsAreNotReported() {
        Server a = cluster.server("a", OPTIONS);
        Client watching = a.logIn("ann", "U*U");
        watching.events();
        Client other = a.logIn("ann", "U*U");
        assertThat(watching.events()).isNotEmpty().noneMatch(event -> event.contains("U*U"));
        assertThat(other.events()).filteredOn(event -> !event.startsWith("[\"session\""))
                .noneMatch(event -> event.contains("U*U"));
    }
}
