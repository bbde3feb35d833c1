package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;

import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.AckException;
import io.quarkiverse.socketio.OnError;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.security.ForbiddenException;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.socket.client.Ack;

/** Tests what clients get whose event a handler method could not handle, and what is logged then. */
class ErrorAnswerTest extends ClientTest {
    private static final String VIOLATION = "1 constraint violation(s) occurred during method validation.";

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, ClientTest.class, Shop.class, Warehouse.class,
                    Order.class, Item.class, WithErrorMethod.class, WithVoidErrorMethods.class, Silent.class,
                    Logging.class))
            .setLogRecordPredicate(record -> record.getLevel().intValue() >= Level.INFO.intValue()
                    && record.getLoggerName().startsWith("io.quarkiverse.socketio"))
            .assertLogRecords(records -> {
                assertThat(records).filteredOn(record -> record.getThrown() != null)
                        .extracting(record -> record.getThrown().getMessage().lines().findFirst().get())
                        .containsExactlyInAnyOrder("a detail", "not hidden in Silent", VIOLATION, VIOLATION, Shop.class
                                .getName()
                                + "#noUni returned null instead of a Uni; for no value, return Uni.createFrom().nullItem()");
                assertThat(records).extracting(LogRecord::getMessage)
                        .anySatisfy(line -> assertThat(line).contains("Shop#order failed: \"order\" in namespace /",
                                "Argument 0 cannot be read as", "{argument=0}"))
                        .anySatisfy(line -> assertThat(line).contains("Shop#primitive failed: \"primitive\" in namespace /",
                                "Argument 0 is missing: " + Shop.class.getName()
                                        + "#primitive requires it as java.lang.Integer",
                                "{argument=0}"))
                        .anySatisfy(line -> assertThat(line).contains("2 constraint violation(s)", "path=items[1].name")
                                .doesNotContain("tea"));
                assertThat(records).filteredOn(record -> record.getMessage().contains("Shop#order failed"))
                        .extracting(LogRecord::getLevel).as("faults of the client")
                        .containsOnly(org.jboss.logmanager.Level.INFO);
            });

    private JSONObject error(String event, Object... args) {
        return (JSONObject) client.ask(event, args);
    }

    @Test
    void anUnreadableArgument() throws JSONException {
        JSONObject error = error("order", new JSONObject().put("items", "none"));
        assertThat(error.toString()).contains("unreadable-argument", "Argument 0 cannot be read").doesNotContain("Order");
        assertThat(error.getInt("argument")).isZero();
    }

    @Test
    void aMissingArgument() {
        assertThat(error("primitive").toString()).contains("missing-argument", "Argument 0 is missing")
                .doesNotContain("Shop", "Integer");
    }

    @Test
    void argumentsThatViolateConstraints() throws JSONException {
        JSONObject order = new JSONObject("{\"items\":[{\"name\":\"tea\"},{\"name\":\" \"}]}");
        JSONObject error = error("order", order, 101);
        assertThat(error.getString("error")).isEqualTo("constraint-violation");
        assertThat(error.getJSONArray("violations").length()).isEqualTo(2);
        JSONObject first = error.getJSONArray("violations").getJSONObject(0);
        assertThat(first.getInt("argument")).isZero();
        assertThat(first.getString("path")).isEqualTo("items[1].name");
        assertThat(first.getString("message")).isEqualTo("must not be blank");
        JSONObject second = error.getJSONArray("violations").getJSONObject(1);
        assertThat(second.getInt("argument")).isEqualTo(1);
        assertThat(second.getString("path")).isEmpty();
    }

    @Test
    void aMissingPermission() throws JSONException {
        assertThat(error("forbidden").getString("error")).isEqualTo("forbidden");
    }

    private void isNotAnswered(String event) {
        List<Object[]> answers = new CopyOnWriteArrayList<>();
        client.socket().emit(event, new Object[0], (Ack) answers::add);
        assertThat(client.ask("next")).isEqualTo("ok"); // answers arrive in the order of the events
        assertThat(answers).isEmpty();
    }

    @Test
    void anUnexpectedException() {
        isNotAnswered("fail");
    }

    @Test
    void aResultThatViolatesConstraints() {
        isNotAnswered("tooLarge");
    }

    @Test
    void anInvalidCallOfAnotherBean() {
        isNotAnswered("invalidCall");
    }

    @Test
    void aMethodThatReturnsNoUni() {
        isNotAnswered("noUni");
    }

    @Test
    void anAckException() {
        assertThat(client.call("closed")).containsExactly("closed", 8);
    }

    @Test
    void theValueOfAnErrorMethodAnswers() {
        try (Client other = Client.connect(uri.resolve("/handled"))) {
            assertThat(other.ask("fail")).isEqualTo("fail: a detail");
        }
    }

    @Test
    void aFailureThatAVoidErrorMethodDoesNotAnswerIsLogged() {
        for (String namespace : List.of("/silent", "/logging")) {
            try (Client other = Client.connect(uri.resolve(namespace))) {
                other.socket().emit("fail");
                // the error methods may run after the method of this event
                await().atMost(Duration.ofSeconds(60)).until(() -> other.ask("seen"), Integer.valueOf(2)::equals);
            }
        }
    }

    @Test
    void anErrorMethodThatReturnsNullLeavesTheAnswerToTheConfiguration() {
        try (Client other = Client.connect(uri.resolve("/handled"))) {
            assertThat(other.ask("number", "text").toString()).contains("unreadable-argument");
        }
    }

    record Item(@NotBlank String name) {
    }

    record Order(@Valid List<Item> items) {
    }

    @ApplicationScoped
    static class Warehouse {
        int take(@Max(10) int count) {
            return count;
        }
    }

    @SocketIO
    static class Shop {
        @Inject
        Warehouse warehouse;

        @OnEvent("order")
        String order(@Valid Order order, Socket socket, @Max(100) int percent) {
            return "ok";
        }

        @OnEvent("primitive")
        void primitive(int number) {
        }

        @OnEvent("forbidden")
        Uni<String> forbidden() {
            return Uni.createFrom().failure(new ForbiddenException("a detail"));
        }

        @OnEvent("fail")
        void fail() {
            throw new IllegalStateException("a detail");
        }

        @OnEvent("tooLarge")
        @Max(1)
        int tooLarge() {
            return 2;
        }

        @OnEvent("invalidCall")
        int invalidCall() {
            return warehouse.take(11);
        }

        @OnEvent("noUni")
        Uni<String> noUni() {
            return null;
        }

        @OnEvent("closed")
        String closed() {
            throw new AckException("closed", 8);
        }

        @OnEvent("next")
        String next() {
            return "ok";
        }
    }

    /** Fails, and counts the calls of its two error methods. */
    abstract static class WithVoidErrorMethods {
        private final AtomicInteger failures = new AtomicInteger();

        @OnEvent("fail")
        void fail() {
            throw new IllegalStateException("not hidden in " + getClass().getSimpleName());
        }

        @OnError
        void count(Throwable failure) {
            failures.incrementAndGet();
        }

        @OnEvent("seen")
        int seen() {
            return failures.get();
        }

        void countAgain() {
            failures.incrementAndGet();
        }
    }

    @SocketIO("/silent")
    static class Silent extends WithVoidErrorMethods {
        @OnError
        void again(Throwable failure) {
            countAgain();
        }
    }

    @SocketIO("/logging")
    static class Logging extends WithVoidErrorMethods {
        @OnError(logs = true)
        void log(Throwable failure) {
            countAgain();
        }
    }

    @SocketIO("/handled")
    static class WithErrorMethod {
        @OnEvent("fail")
        void fail() {
            throw new IllegalStateException("a detail");
        }

        @OnEvent("number")
        int number(int number) {
            return number;
        }

        @OnError
        String failed(String event, Throwable failure) {
            return failure instanceof IllegalStateException ? event + ": " + failure.getMessage() : null;
        }
    }
}
