package io.quarkiverse.socketio.runtime.socketio;

import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.AckException;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.log.LogRecords;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ClientFaults;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ErrorAnswers;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ErrorAnswers.Mode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.FailureLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;
import io.smallrye.mutiny.Uni;

/** Tests which failures answer the acknowledgement of an event, and with what. */
class ErrorAnswersTest {
    private static final String UNREADABLE = "30[{\"error\":\"unreadable-argument\",\"message\":\"Argument 0 cannot be read\",\"argument\":0}]";
    private static final String INTERNAL = "30[{\"error\":\"internal-error\",\"message\":\"Internal error\"}]";

    private final SocketIOFixture fixture = serving(Mode.CLIENT_FAULTS);
    private final SocketIOFixture.Client client = fixture.connected();
    private final Socket socket = fixture.socket();

    private static SocketIOFixture serving(Mode mode) {
        ServerOptions options = SocketIOFixture.OPTIONS;
        return new SocketIOFixture(new ServerOptions(options.connectTimeout(), options.cleanupEmptyChildNamespaces(),
                options.limits(), options.recoverySkipsMiddlewares(),
                new MistakeReports(false, new ErrorAnswers(mode, List.of(ClientFaults.UNREADABLE)), () -> 0)));
    }

    /** Returns what a client of such a server gets that asks for the acknowledgement of an event with a text. */
    private static List<String> answers(Mode mode, Handlers.Action handler) {
        SocketIOFixture fixture = serving(mode);
        fixture.io.handlers().onEvent("a", Handlers.on(EVENT_LOOP, handler));
        SocketIOFixture.Client client = fixture.connected();
        client.sends("20[\"a\",\"text\"]");
        return client.got();
    }

    private static void readNumber(Arguments args) {
        args.get(0, int.class);
    }

    private static void fail() {
        throw new IllegalStateException("a detail of the application");
    }

    @Test
    void anUnreadableArgumentIsAnsweredWithoutInternals() {
        assertThat(answers(Mode.CLIENT_FAULTS, call -> readNumber(call.arguments()))).containsExactly(UNREADABLE);
        assertThat(answers(Mode.ALL, call -> readNumber(call.arguments()))).containsExactly(UNREADABLE);
        assertThat(answers(Mode.NONE, call -> readNumber(call.arguments()))).isEmpty();
    }

    @Test
    void anUnexpectedExceptionIsAnsweredOnlyIfAllAre() {
        assertThat(answers(Mode.CLIENT_FAULTS, call -> fail())).isEmpty();
        assertThat(answers(Mode.ALL, call -> fail())).containsExactly(INTERNAL);
        assertThat(answers(Mode.NONE, call -> fail())).isEmpty();
    }

    @Test
    void aTypeThatJacksonCannotReadIsNoFaultOfTheClient() {
        assertThat(answers(Mode.CLIENT_FAULTS, call -> call.arguments().get(0, Thread.class))).isEmpty();
    }

    @Test
    void anUnreadableArgumentOfAnotherEventIsNoFaultOfThisClient() {
        List<Arguments> earlier = new ArrayList<>();
        socket.on("a", (args, ack) -> earlier.add(args));
        socket.on("b", (args, ack) -> readNumber(earlier.get(0)));
        client.sends("2[\"a\",\"text\"]", "20[\"b\"]");
        assertThat(client.got()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anAckExceptionAnswersInEachMode(Mode mode) {
        assertThat(answers(mode, call -> {
            throw new AckException("closed", Map.of("until", 8));
        })).containsExactly("30[\"closed\",{\"until\":8}]");
    }

    @Test
    void anAckExceptionInACompletionStageAnswers() {
        assertThat(answers(Mode.NONE, call -> {
            throw new CompletionException(new AckException("closed"));
        })).containsExactly("30[\"closed\"]");
    }

    @Test
    void anAckExceptionIsNoErrorOfTheApplication() {
        socket.onError(failure -> fixture.note("error"));
        socket.on("a", (args, ack) -> {
            throw new AckException();
        });
        client.sends("20[\"a\"]", "2[\"a\"]");
        assertThat(client.got()).containsExactly("30[]");
        assertThat(fixture.notes).isEmpty();
    }

    @Test
    void anAckExceptionThatCannotBeSerialisedIsAnError() {
        socket.onError(failure -> fixture.note(failure.getMessage()));
        socket.on("a", (args, ack) -> {
            throw new AckException(new Object());
        });
        client.sends("20[\"a\"]");
        assertThat(client.got()).isEmpty();
        assertThat(fixture.notes).singleElement().asString()
                .startsWith("Argument 0 of an acknowledgement cannot be serialised");
    }

    @Test
    void anInterceptorAnswersByAnAckException() {
        socket.use((event, args) -> Uni.createFrom().failure(new AckException("too fast")));
        client.sends("20[\"a\"]");
        assertThat(client.got()).containsExactly("30[\"too fast\"]");
    }

    @Test
    void aListenerOfAllEventsCannotAnswer() {
        SocketIOFixture all = serving(Mode.ALL);
        SocketIOFixture.Client other = all.connected();
        all.io.handlers().on(When.ANY_EVENT, Handlers.on(EVENT_LOOP, call -> fail()));
        all.socket().onAny((event, args) -> {
            throw new AckException("no");
        });
        all.socket().on("a", (args, ack) -> ack.send("yes"));
        other.sends("20[\"a\"]");
        assertThat(other.got()).containsExactly("30[\"yes\"]");
    }

    @Test
    void nothingIsSentToAClientThatAskedForNoAcknowledgement() {
        socket.on("a", (args, ack) -> readNumber(args));
        client.sends("2[\"a\",\"text\"]");
        assertThat(client.got()).isEmpty();
    }

    @Test
    void aFailureAfterTheAnswerSendsNothingMore() {
        socket.on("a", (args, ack) -> {
            ack.send("ok");
            readNumber(args);
        });
        client.sends("20[\"a\",\"text\"]");
        assertThat(client.got()).containsExactly("30[\"ok\"]");
    }

    @Test
    void anErrorHandlerAnswersBeforeTheConfiguration() {
        fixture.io.handlers().on(When.ERROR, Handlers.on(WORKER, call -> call.ack().send("sorry")));
        socket.on("a", (args, ack) -> readNumber(args));
        client.sends("20[\"a\",\"text\"]");
        assertThat(client.got()).containsExactly("30[\"sorry\"]");
    }

    @Test
    void theConfigurationDecidesIfErrorHandlersDoNotAnswer() {
        fixture.io.handlers().on(When.ERROR, Handlers.on(WORKER, call -> fixture.note("handled")));
        fixture.io.handlers().on(When.ERROR, Handlers.on(EVENT_LOOP, call -> fail()));
        socket.onError(failure -> fail());
        socket.on("a", (args, ack) -> readNumber(args));
        client.sends("20[\"a\",\"text\"]");
        assertThat(fixture.notes).containsExactly("handled");
        assertThat(client.got()).containsExactly(UNREADABLE);
    }

    @Test
    void anErrorHandlerThatTakesTheAckDecidesAlone() {
        fixture.io.handlers().on(When.ERROR, Handlers.acknowledging(WORKER, call -> fixture.note("handled")));
        socket.on("a", (args, ack) -> readNumber(args));
        client.sends("20[\"a\",\"text\"]");
        assertThat(fixture.notes).containsExactly("handled");
        assertThat(client.got()).isEmpty();
    }

    @Test
    void aListenerOfErrorsMayTakeTheAck() {
        socket.onError((failure, ack) -> ack.send(failure.getMessage()));
        socket.on("a", (args, ack) -> fail());
        client.sends("20[\"a\"]");
        assertThat(client.got()).containsExactly("30[\"a detail of the application\"]");
    }

    @Test
    void anErrorHandlerAnswersByAnAckException() {
        socket.onError(failure -> {
            throw new AckException("sorry");
        });
        socket.on("a", (args, ack) -> fail());
        client.sends("20[\"a\"]");
        assertThat(client.got()).containsExactly("30[\"sorry\"]");
    }

    /** Returns what is logged of failures while a client emits an event that fails. */
    private List<String> logged(Handlers.Action handler, String... packets) {
        fixture.io.handlers().onEvent("a", Handlers.on(EVENT_LOOP, handler));
        try (LogRecords log = LogRecords.of(FailureLog.class)) {
            client.sends(packets);
            fixture.settle();
            return log.lines();
        }
    }

    @Test
    void aFailureThatNoErrorHandlerAnswersIsLoggedOnce() {
        fixture.io.handlers().on(When.ERROR, Handlers.on(WORKER, call -> fixture.note("handled")));
        fixture.io.handlers().on(When.ERROR, Handlers.on(EVENT_LOOP, call -> fixture.note("handled again")));
        assertThat(logged(call -> fail(), "20[\"a\"]")).singleElement().asString()
                .startsWith("test failed: \"a\" in namespace /, socket " + socket.id());
        assertThat(fixture.notes).containsExactlyInAnyOrder("handled", "handled again");
    }

    @Test
    void theLogOfFailuresThatNobodyAnswersIsLimited() {
        fixture.io.handlers().on(When.ERROR, Handlers.on(EVENT_LOOP, call -> fixture.note("handled")));
        String[] packets = new String[50];
        Arrays.fill(packets, "2[\"a\"]");
        assertThat(logged(call -> fail(), packets)).hasSize(10);
        assertThat(fixture.notes).hasSize(50);
    }

    @Test
    void aFaultOfTheClientThatNobodyAnswersIsLoggedInOneLine() {
        fixture.io.handlers().on(When.ERROR, Handlers.on(EVENT_LOOP, call -> fixture.note("handled")));
        assertThat(logged(call -> readNumber(call.arguments()), "20[\"a\",\"text\"]")).singleElement().asString()
                .contains("Argument 0 cannot be read as int");
    }

    @ParameterizedTest
    @ValueSource(strings = { "20[\"a\"]", "2[\"a\"]" })
    void aFailureThatAnErrorHandlerAnswersIsNotLogged(String packet) {
        fixture.io.handlers().on(When.ERROR, Handlers.on(WORKER, call -> call.ack().send("sorry")));
        assertThat(logged(call -> fail(), packet)).isEmpty();
    }

    @Test
    void aFailureOfWhichAnErrorHandlerSaysThatItLogsIsNotLoggedAgain() {
        fixture.io.handlers().on(When.ERROR, Handlers.on(EVENT_LOOP, call -> fixture.note("handled")));
        fixture.io.handlers().on(When.ERROR, Handlers.logging(EVENT_LOOP, call -> fixture.note("logged")));
        assertThat(logged(call -> fail(), "2[\"a\"]")).isEmpty();
        assertThat(fixture.notes).containsExactly("handled", "logged");
    }

    @Test
    void aFailureThatAListenerOfTheSocketGetsIsNotLogged() {
        fixture.io.handlers().on(When.ERROR, Handlers.on(EVENT_LOOP, call -> fixture.note("handled")));
        socket.onError(failure -> fixture.note("listener"));
        assertThat(logged(call -> fail(), "2[\"a\"]")).isEmpty();
    }

    @Test
    void anErrorHandlerThatFailsHidesNoFailure() {
        fixture.io.handlers().on(When.ERROR, Handlers.on(EVENT_LOOP, call -> {
            throw new IllegalStateException("again");
        }));
        assertThat(logged(call -> fail(), "2[\"a\"]")).hasSize(2).satisfiesExactly(
                line -> assertThat(line).startsWith("An error handler failed"),
                line -> assertThat(line).startsWith("test failed"));
    }

    @Test
    void anAuthPayloadThatCannotBeReadRefusesTheClientWithoutInternals() {
        fixture.io.of("/private").use(connecting -> {
            connecting.handshake().auth(Login.class);
            return Uni.createFrom().voidItem();
        });
        SocketIOFixture.Client stranger = fixture.new Client();
        stranger.sends("0/private,{\"user\":{}}");
        assertThat(stranger.got()).containsExactly("4/private,{\"message\":\"The auth payload cannot be read\",\"data\":"
                + "{\"error\":\"unreadable-auth\",\"message\":\"The auth payload cannot be read\"}}");
    }

    record Login(String user) {
    }
}
