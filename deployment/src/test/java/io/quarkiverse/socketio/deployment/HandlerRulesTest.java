package io.quarkiverse.socketio.deployment;

import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.VIRTUAL_THREAD;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnAnyEvent;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnDisconnecting;
import io.quarkiverse.socketio.OnError;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.EndpointNamespace;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveHierarchyBuildItem;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Tests the rules of handler methods and the choice of their thread, on a Jandex index alone. */
class HandlerRulesTest {

    @SocketIO
    static class PrivateMethod {
        @OnEvent("x")
        private void handle() {
        }
    }

    @Test
    void aPrivateMethodIsRefused() {
        refuses("PrivateMethod#handle is private; an @OnEvent method must not be", PrivateMethod.class);
    }

    @SocketIO
    static class StaticMethod {
        @OnConnect
        static void handle() {
        }
    }

    @Test
    void aStaticMethodIsRefused() {
        refuses("StaticMethod#handle is static; an @OnConnect method belongs to a bean", StaticMethod.class);
    }

    @SocketIO("/chat")
    static class First {
        @OnEvent("say")
        void say() {
        }
    }

    @SocketIO("/chat")
    static class Second {
        @OnEvent("say")
        void speak() {
        }
    }

    @SocketIO("/other")
    static class Elsewhere {
        @OnEvent("say")
        void say() {
        }
    }

    @Test
    void aSecondHandlerOfAnEventOfANamespaceIsRefused() {
        refuses("Second#speak handles the event \"say\" of the namespace /chat, which " + First.class.getName()
                + "#say handles already", First.class, Second.class);
    }

    @Test
    void anotherNamespaceMayHandleTheSameEvent() {
        assertThat(find(First.class, Elsewhere.class).handlers).hasSize(2);
    }

    @SocketIO
    static class ReservedEvents {
        @OnEvent("connect")
        void a() {
        }

        @OnEvent("connect_error")
        void b() {
        }

        @OnEvent("disconnect")
        void c() {
        }

        @OnEvent("disconnecting")
        void d() {
        }

        @OnEvent("newListener")
        void e() {
        }

        @OnEvent("removeListener")
        void f() {
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "connect | use @OnConnect",
            "connect_error | clients get it; to refuse a client, throw ConnectErrorException in an @OnHandshake method",
            "disconnect | use @OnDisconnect", "disconnecting | use @OnDisconnecting",
            "newListener | choose another name", "removeListener | choose another name" })
    void reservedEventNamesAreRefusedAllAtOnceWithWhatToUse(String event, String instead) {
        refusesLine("handles \"" + event + "\", a name that Socket.IO reserves: " + instead, ReservedEvents.class);
    }

    @SocketIO
    static class NoReservedEvents {
        @OnEvent("error")
        void error() {
        }

        @OnEvent("connection")
        void connection() {
        }

        @OnBroadcast("error")
        void broadcast() {
        }
    }

    @Test
    void namesThatClientsMayEmitAreAccepted() {
        assertThat(find(NoReservedEvents.class).handlers).hasSize(3);
    }

    static class ReservedBroadcasts {
        @OnBroadcast("connect")
        void a() {
        }

        @OnBroadcast("connection")
        void b() {
        }

        @OnBroadcast("connect_error")
        void c() {
        }

        @OnBroadcast("disconnect")
        void d() {
        }

        @OnBroadcast("disconnecting")
        void e() {
        }

        @OnBroadcast("newListener")
        void f() {
        }

        @OnBroadcast("removeListener")
        void g() {
        }

        @OnBroadcast("new_namespace")
        void h() {
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "connect | use @OnConnect in a class with @SocketIO", "connection | use @OnConnect in a class with @SocketIO",
            "connect_error | to refuse a client, throw ConnectErrorException in an @OnHandshake method",
            "disconnect | use @OnDisconnect in a class with @SocketIO",
            "disconnecting | use @OnDisconnecting in a class with @SocketIO",
            "newListener | choose another name", "removeListener | choose another name",
            "new_namespace | call SocketIOServer.onNewNamespace" })
    void reservedNamesOfBroadcastsAreRefusedAllAtOnceWithWhatToUse(String event, String instead) {
        refusesLine("handles \"" + event + "\", a name that Socket.IO reserves: " + instead, ReservedBroadcasts.class);
    }

    @SocketIO
    static class EmptyEvent {
        @OnEvent("")
        void handle() {
        }
    }

    @Test
    void anEmptyEventNameIsRefused() {
        refuses("EmptyEvent#handle has no event: the name in @OnEvent is empty", EmptyEvent.class);
    }

    @SocketIO
    static class TwoAnswers {
        @OnEvent("x")
        String handle(Ack ack) {
            return "";
        }
    }

    @Test
    void anAckAndAReturnedValueAreRefused() {
        refuses("TwoAnswers#handle answers twice: by its Ack parameter and by what it returns", TwoAnswers.class);
    }

    @SocketIO
    static class ReasonOfAnEvent {
        @OnEvent("x")
        void handle(DisconnectReason reason) {
        }
    }

    @Test
    void aDisconnectReasonIsRefusedOutsideOfOnDisconnect() {
        refuses("ReasonOfAnEvent#handle takes io.quarkiverse.socketio.DisconnectReason, which only @OnDisconnecting and @OnDisconnect methods",
                ReasonOfAnEvent.class);
    }

    @SocketIO
    static class ConnectArgument {
        @OnConnect
        void handle(Socket socket, String argument) {
        }
    }

    @SocketIO
    static class DisconnectArgument {
        @OnDisconnect
        void handle(int argument) {
        }
    }

    @Test
    void argumentsOfAConnectionOrDisconnectionAreRefused() {
        refuses("ConnectArgument#handle takes java.lang.String, which only @OnAnyEvent and @OnEvent and @OnError and @OnBroadcast",
                ConnectArgument.class);
        refuses("DisconnectArgument#handle takes int, which only @OnEvent and @OnBroadcast methods may",
                DisconnectArgument.class);
    }

    @SocketIO
    static class SocketOfABroadcast {
        @OnBroadcast("x")
        void handle(Socket socket) {
        }

        @OnEvent("x")
        void handle(BroadcastContext context) {
        }
    }

    @Test
    void aBroadcastHasNoSocketAndAnEventNoBroadcastContext() {
        refuses("takes io.quarkiverse.socketio.Socket, which only @OnHandshake and @OnConnect and @OnAnyEvent and @OnEvent and "
                + "@OnError and @OnDisconnecting and @OnDisconnect methods may",
                SocketOfABroadcast.class);
        refuses("takes io.quarkiverse.socketio.BroadcastContext, which only @OnBroadcast methods may",
                SocketOfABroadcast.class);
    }

    @SocketIO
    static class InjectedParameter {
        @OnEvent("x")
        void handle(SocketIOServer io) {
        }
    }

    @Test
    void aParameterOfATypeThatNoClientSendsIsRefused() {
        refuses("InjectedParameter#handle takes io.quarkiverse.socketio.SocketIOServer, which is a bean: inject it",
                InjectedParameter.class);
    }

    static class Warehouse {
    }

    @SocketIO
    static class Unsendable {
        @OnEvent("bean")
        void bean(Warehouse warehouse) {
        }

        @OnEvent("stream")
        void stream(InputStream content) {
        }

        @OnEvent("thread")
        void thread(Thread thread) {
        }

        @OnEvent("class")
        void type(Class<?> type) {
        }

        @OnEvent("future")
        void future(CompletionStage<String> future) {
        }

        @OnEvent("request")
        void request(RoutingContext request) {
        }

        @OnEvent("optionalThread")
        void optionalThread(Optional<Thread> thread) {
        }

        @OnEvent("optionalStream")
        void optionalStream(Optional<InputStream> content) {
        }

        @OnEvent("nested")
        void nested(List<? extends Optional<Socket>[]> sockets) {
        }

        @OnEvent("beans")
        void beans(List<Warehouse> warehouses) {
        }
    }

    @SocketIO
    static class Sendable {
        @OnEvent("json")
        void json(JsonObject object, Buffer buffer, ConcurrentMap<String, TimeUnit> map, Optional<File> file) {
        }
    }

    @Test
    void aParameterThatJacksonCannotReadIsRefused() {
        refuses("Unsendable#bean takes " + Warehouse.class.getName() + ", which is a bean: inject it", Unsendable.class,
                Warehouse.class);
        refuses("Unsendable#stream takes java.io.InputStream, which no client can send: take byte[]", Unsendable.class);
        refuses("Unsendable#thread takes java.lang.Thread, which comes neither", Unsendable.class);
        refuses("Unsendable#type takes java.lang.Class<?>, which comes neither", Unsendable.class);
        refuses("Unsendable#future takes java.util.concurrent.CompletionStage<java.lang.String>", Unsendable.class);
        refuses("Unsendable#request takes io.vertx.ext.web.RoutingContext", Unsendable.class);
        assertThat(find(Sendable.class).handlers).hasSize(1);
    }

    @Test
    void aParameterWithATypeArgumentThatJacksonCannotReadIsRefused() {
        refuses("Unsendable#optionalThread takes java.util.Optional<java.lang.Thread>, with java.lang.Thread, which comes neither"
                + " with a call nor from a client: arguments are what Jackson can read", Unsendable.class);
        refuses("Unsendable#optionalStream takes java.util.Optional<java.io.InputStream>, with java.io.InputStream, which no client"
                + " can send: take byte[]", Unsendable.class);
        refuses("Unsendable#nested takes java.util.List<? extends java.util.Optional<" + Socket.class.getName()
                + ">[]>, with " + Socket.class.getName() + ", which comes neither", Unsendable.class);
        refuses("Unsendable#beans takes java.util.List<" + Warehouse.class.getName() + ">, with " + Warehouse.class.getName()
                + ", which is a bean: inject it", Unsendable.class, Warehouse.class);
    }

    abstract static class Generic<T> {
        @OnEvent("x")
        void handle(T argument) {
        }

        @OnEvent("y")
        void nested(List<? extends T[]> arguments) {
        }
    }

    @SocketIO
    static class OfStrings extends Generic<String> {
    }

    @Test
    void aParameterOfATypeVariableIsRefused() {
        String why = "a type variable, so that nothing says as which type to read the argument: override the method in the"
                + " class of the bean with a type in its place";
        refuses("Generic#handle takes T, " + why, Generic.class, OfStrings.class);
        refuses("Generic#nested takes java.util.List<? extends T[]>, with T, " + why, Generic.class, OfStrings.class);
    }

    @SocketIO
    static class OfText extends Generic<String> {
        @Override
        @OnEvent("x")
        void handle(String argument) {
        }

        @Override
        @OnEvent("y")
        void nested(List<? extends String[]> arguments) {
        }
    }

    @Test
    void aTypeInPlaceOfATypeVariableIsAccepted() {
        assertThat(find(Generic.class, OfText.class).handlers).hasSize(2);
    }

    @SocketIO("chat")
    static class NoSlash {
    }

    @SocketIO("/a,b")
    static class Comma {
    }

    @SocketIO("/" + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64 + X64)
    static class TooLong {
    }

    private static final String X64 = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

    @Test
    void anInvalidNamespaceNameIsRefused() {
        refuses("NoSlash names the namespace \"chat\"; it must begin with /", NoSlash.class);
        refuses("Comma names the namespace \"/a,b\"; the protocol has no room for , and ? in it", Comma.class);
        refuses("and for more than 1,023 bytes", TooLong.class);
    }

    @SocketIO(value = "/a", pattern = "/b")
    static class NameAndPattern {
    }

    @SocketIO(pattern = "/room-(")
    static class BadPattern {
    }

    @SocketIO(pattern = "/room-\\d+")
    static class GoodPattern {
        @OnHandshake
        Uni<Void> check(Handshake handshake, Socket socket) {
            return Uni.createFrom().voidItem();
        }

        @OnAnyEvent
        void any(String event, Arguments arguments) {
        }

        @OnError
        void error(String event, Throwable failure) {
        }

        @OnDisconnecting
        void leaving(Socket socket, DisconnectReason reason) {
        }
    }

    @Test
    void aPatternMustBeValidAndTheOnlyNameOfItsClass() {
        refuses("NameAndPattern has a namespace and a pattern; @SocketIO takes one of them", NameAndPattern.class);
        refuses("BadPattern has the pattern \"/room-(\", which is no regular expression: Unclosed group", BadPattern.class);
        assertThat(find(GoodPattern.class).namespaces()).containsExactly(new EndpointNamespace("", "/room-\\d+"));
    }

    @SocketIO
    static class AnswersHandshake {
        @OnHandshake
        boolean check(Handshake handshake) {
            return true;
        }

        @OnHandshake
        void wants(Throwable failure) {
        }
    }

    @Test
    void anOnHandshakeMethodReturnsNothingAndTakesNoFailure() {
        refuses("AnswersHandshake#check returns boolean, which is not sent to the client: an @OnHandshake method returns void or "
                + "Uni<Void>", AnswersHandshake.class);
        refuses("AnswersHandshake#wants takes java.lang.Throwable, which only @OnError methods may", AnswersHandshake.class);
    }

    static class NoEndpoint {
        @OnEvent("x")
        void handle() {
        }
    }

    @Test
    void aHandlerOnAClassWithoutNamespaceIsRefused() {
        refuses("NoEndpoint#handle is never called: @OnEvent needs @SocketIO on the class", NoEndpoint.class);
    }

    static class BroadcastOnly {
        @OnBroadcast("x")
        void handle(String argument) {
        }
    }

    @Test
    void anyBeanMayHandleABroadcast() {
        assertThat(find(BroadcastOnly.class).handlers).singleElement()
                .satisfies(handler -> assertThat(handler.signature().event()).isEqualTo("x"));
    }

    @SocketIO
    static class TwoAnnotations {
        @OnConnect
        @OnEvent("x")
        void handle() {
        }
    }

    @Test
    void twoAnnotationsOnAMethodAreRefused() {
        refuses("TwoAnnotations#handle has two annotations of handlers, @OnConnect and @OnEvent", TwoAnnotations.class);
    }

    @SocketIO
    abstract static class Abstract {
    }

    @SocketIO
    interface Interface {
        @OnEvent("x")
        void handle();
    }

    @SocketIO
    class Inner {
    }

    @Test
    void aClassThatCannotBeABeanIsRefused() {
        refuses("Abstract is abstract; @SocketIO belongs on the class of a bean", Abstract.class);
        refuses("Interface is an interface; @SocketIO belongs on the class of a bean", Interface.class);
        refuses("Interface#handle is a method of an interface; @OnEvent belongs on that of the class", Interface.class);
        refuses("Inner is an inner class, which cannot be a bean; make it static", Inner.class);
    }

    @SocketIO
    static class UselessResult {
        @OnConnect
        String connected() {
            return "";
        }

        @OnDisconnect
        Uni<String> disconnected() {
            return Uni.createFrom().item("");
        }

    }

    static class Answer {
        @OnBroadcast("x")
        int answers() {
            return 0;
        }

        @OnBroadcast("x")
        void hears() {
        }

        @OnBroadcast("y")
        int answersAnother() {
            return 0;
        }
    }

    static class SecondAnswer {
        @OnBroadcast("x")
        Uni<String> answersToo() {
            return Uni.createFrom().item("");
        }
    }

    @Test
    void onlyOneMethodOfABroadcastMayReturnAValue() {
        assertThat(find(Answer.class).handlers).hasSize(3);
        refuses("SecondAnswer#answersToo answers the broadcast \"x\", as " + Answer.class.getName()
                + "#answers does already; only one of the methods for it may return a value", Answer.class, SecondAnswer.class);
    }

    @SocketIO("/orders")
    static class AnsweringFailures {
        @OnError
        String failed(Throwable failure) {
            return "";
        }

        @OnError
        void failedToo(Ack ack, Throwable failure) {
        }
    }

    @SocketIO("/orders")
    static class AnsweringFailuresToo {
        @OnError
        Uni<String> failed(Throwable failure) {
            return Uni.createFrom().item("");
        }
    }

    @SocketIO("/others")
    static class AnsweringOtherFailures {
        @OnError
        String failed() {
            return "";
        }
    }

    @SocketIO
    static class AnsweringFailuresTwice {
        @OnError
        String failed(Ack ack) {
            return "";
        }
    }

    @Test
    void onlyOneMethodOfANamespaceMayReturnAValueForFailures() {
        assertThat(find(AnsweringFailures.class, AnsweringOtherFailures.class).handlers).hasSize(3);
        refuses("AnsweringFailuresToo#failed answers failures in the namespace /orders, as " + AnsweringFailures.class.getName()
                + "#failed does already", AnsweringFailures.class, AnsweringFailuresToo.class);
        refuses("AnsweringFailuresTwice#failed answers twice", AnsweringFailuresTwice.class);
    }

    @Test
    void aReturnedValueWithoutUseIsRefused() {
        refuses("UselessResult#connected returns java.lang.String, which is not sent to the client: an @OnConnect method returns void"
                + " or Uni<Void>", UselessResult.class);
        refuses("UselessResult#disconnected returns", UselessResult.class);
    }

    @SocketIO
    static class UnsupportedResult {
        @OnEvent("multi")
        Multi<String> multi() {
            return Multi.createFrom().empty();
        }

        @OnEvent("stage")
        CompletionStage<String> stage() {
            return null;
        }

        @OnEvent("nested")
        Uni<Multi<String>> nested() {
            return null;
        }
    }

    @Test
    void multisAndCompletionStagesAreRefused() {
        refuses("UnsupportedResult#multi returns io.smallrye.mutiny.Multi; what is not known at once must be a Uni",
                UnsupportedResult.class);
        refuses("UnsupportedResult#stage returns java.util.concurrent.CompletionStage; what is not known at once must be a Uni",
                UnsupportedResult.class);
        refuses("UnsupportedResult#nested returns io.smallrye.mutiny.Multi", UnsupportedResult.class);
    }

    @SocketIO
    static class Contradictions {
        @OnEvent("a")
        @Blocking
        @NonBlocking
        void a() {
        }

        @OnEvent("b")
        @NonBlocking
        @Transactional
        void b() {
        }
    }

    @Test
    void contradictoryExecutionModelsAreRefused() {
        refuses("Contradictions#a is both @NonBlocking and @Blocking", Contradictions.class);
        refuses("Contradictions#b is both @NonBlocking and @Transactional, which blocks", Contradictions.class);
    }

    @SocketIO
    static class Modes {
        @OnEvent("plain")
        void plain() {
        }

        @OnEvent("uni")
        Uni<String> uni() {
            return null;
        }

        @OnEvent("nonBlocking")
        @NonBlocking
        void nonBlocking() {
        }

        @OnEvent("blockingUni")
        @Blocking
        Uni<String> blockingUni() {
            return null;
        }

        @OnEvent("virtual")
        @RunOnVirtualThread
        void virtual() {
        }

        @OnEvent("transactionalUni")
        @Transactional
        Uni<Void> transactionalUni() {
            return null;
        }
    }

    @NonBlocking
    @SocketIO
    static class ModesOfTheClass {
        @OnEvent("inherited")
        void inherited() {
        }

        @OnEvent("own")
        @RunOnVirtualThread
        void own() {
        }
    }

    @Test
    void theExecutionModelIsChosenAsInQuarkus() {
        assertThat(mode("plain", Modes.class)).isEqualTo(WORKER);
        assertThat(mode("uni", Modes.class)).isEqualTo(EVENT_LOOP);
        assertThat(mode("nonBlocking", Modes.class)).isEqualTo(EVENT_LOOP);
        assertThat(mode("blockingUni", Modes.class)).isEqualTo(WORKER);
        assertThat(mode("virtual", Modes.class)).isEqualTo(VIRTUAL_THREAD);
        assertThat(mode("transactionalUni", Modes.class)).isEqualTo(WORKER);
        assertThat(mode("inherited", ModesOfTheClass.class)).isEqualTo(EVENT_LOOP);
        assertThat(mode("own", ModesOfTheClass.class)).isEqualTo(VIRTUAL_THREAD);
    }

    abstract static class Base {
        @OnEvent("inherited")
        void inherited() {
        }

        @OnEvent("overridden")
        void overridden() {
        }
    }

    @SocketIO("/derived")
    static class Derived extends Base {
        @Override
        void overridden() {
        }
    }

    @Test
    void aHandlerIsInheritedUnlessItIsOverridden() {
        assertThat(find(Base.class, Derived.class).handlers).singleElement().satisfies(handler -> {
            assertThat(handler.signature().event()).isEqualTo("inherited");
            assertThat(handler.signature().namespace()).hasToString("/derived");
        });
    }

    @RolesAllowed("admin")
    static class GuardedBase {
    }

    @SocketIO
    static class Unguarded extends GuardedBase {
        @OnBroadcast("news")
        @RolesAllowed("admin")
        void news() {
        }

        @OnBroadcast("names")
        void names(SecurityIdentity identity) {
        }
    }

    @Authenticated
    static class GuardedBean {
        @OnBroadcast("other")
        void other() {
        }
    }

    @SocketIO("/permissions")
    static class Permissions {
        @OnEvent("one")
        @PermissionsAllowed("a")
        void one() {
        }

        @OnEvent("two")
        @PermissionsAllowed("a")
        @PermissionsAllowed("b")
        void two() {
        }
    }

    @SocketIO("/guarded")
    @Authenticated
    static class Guarded {
        @OnEvent("who")
        @RolesAllowed("admin")
        void who(SecurityIdentity identity) {
        }
    }

    @Test
    void securityAnnotationsWithoutEffectAreRefused() {
        for (boolean secured : new boolean[] { true, false }) {
            assertThatThrownBy(() -> find(secured, GuardedBase.class, Unguarded.class, GuardedBean.class))
                    .hasMessageContaining(
                            "Unguarded extends " + GuardedBase.class.getName() + ", which is @RolesAllowed; that is")
                    .hasMessageContaining("Unguarded#news is @RolesAllowed, but a broadcast comes from another server")
                    .hasMessageContaining("Unguarded#names takes " + SecurityIdentity.class.getName())
                    .hasMessageContaining("GuardedBean#other is @Authenticated, but a broadcast");
        }
        assertThat(find(true, Guarded.class, Permissions.class).handlers).hasSize(3);
        refuses("Guarded is @Authenticated, but there is no security extension", Guarded.class);
        refuses("Guarded#who is @RolesAllowed, but there is no security extension", Guarded.class);
        refuses("Guarded#who takes a SecurityIdentity, but there is no security extension", Guarded.class);
        refuses("Permissions#one is @PermissionsAllowed, but", Permissions.class);
        refuses("Permissions#two is @PermissionsAllowed, but", Permissions.class);
    }

    record Line(String text) {
    }

    record Page(List<Line> lines) {
    }

    @SocketIO
    static class Values {
        @OnEvent("a")
        Page a(List<Line> lines, Socket socket) {
            return new Page(lines);
        }
    }

    @Test
    void theTypesOfArgumentsAndResultsAreRegisteredForNativeImages() {
        List<ReflectiveHierarchyBuildItem> registered = new ArrayList<>();
        new EndpointProcessor().jacksonInNativeImages(find(Values.class), registered::add);
        assertThat(registered).extracting(item -> item.getType().toString()).containsExactlyInAnyOrder(
                "java.util.List<" + Line.class.getName() + ">", Page.class.getName());
    }

    private static ExecutionMode mode(String event, Class<?> type) {
        return find(type).handlers.stream().filter(handler -> handler.signature().event().equals(event)).findFirst()
                .orElseThrow().mode();
    }

    /** Checks that a line of the message ends with a text. */
    private static void refusesLine(String end, Class<?>... types) {
        assertThatThrownBy(() -> find(types)).isInstanceOf(SocketIOException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage().lines()).anyMatch(line -> line.endsWith(end)));
    }

    private static void refuses(String text, Class<?>... types) {
        assertThatThrownBy(() -> find(types)).isInstanceOf(SocketIOException.class).hasMessageContaining(text);
    }

    private static HandlersBuildItem find(Class<?>... types) {
        return find(false, types);
    }

    private static HandlersBuildItem find(boolean secured, Class<?>... types) {
        try {
            Index index = Index.of(types);
            List<ClassInfo> beans = Stream.of(types).map(index::getClassByName).filter(type -> !type.isAbstract()).toList();
            return new HandlerSearch(index, new AnnotationLookup(target -> target.declaredAnnotations()), secured).find(beans);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
