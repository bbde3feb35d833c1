package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketScoped;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;

/** Tests the current socket, the beans of which each socket has its own, and endpoints of a build profile. */
class SocketScopeTest extends ClientTest {
    private static final BlockingQueue<String> ENDED = new LinkedBlockingQueue<>();

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withApplicationRoot(root -> root.addClasses(Client.class,
            ClientTest.class, Shop.class, Cart.class, Clerk.class, OnlyInTests.class, NeverInTests.class, IfOpen.class,
            UnlessOpen.class)).overrideConfigKey("shop.open", "true");

    @Inject
    Instance<Cart> cart;
    @Inject
    Clerk clerk;

    @Test
    void eachSocketHasItsOwnBean() {
        try (Client other = Client.connect(uri)) {
            assertThat(client.ask("add", "tea")).isEqualTo(1);
            assertThat(other.ask("add", "milk")).isEqualTo(1);
            assertThat(client.ask("addLater", "rice")).isEqualTo(2);
            assertThat(other.ask("addNonBlocking", "salt")).isEqualTo(2);
            assertThat(client.ask("items")).hasToString("[\"connected\",\"tea\",\"rice\"]");
            assertThat(other.ask("items")).hasToString("[\"connected\",\"milk\",\"salt\"]");
        }
    }

    @Test
    void theCurrentSocketCanBeInjectedIntoAnyBean() {
        assertThat(client.ask("clerk")).isEqualTo(client.socket().id());
    }

    @Test
    void thereIsNoCurrentSocketOutsideOfHandlers() {
        String text = "There is no current socket: an injected Socket and @SocketScoped beans can be used in handler methods";
        assertThatExceptionOfType(ContextNotActiveException.class).isThrownBy(() -> cart.get().items())
                .withMessageStartingWith(text);
        assertThatExceptionOfType(ContextNotActiveException.class).isThrownBy(() -> clerk.customer())
                .withMessageStartingWith(text).withMessageEndingWith("or keep its id and send by io.to(id)");
        assertThat(client.ask("handshake")).isEqualTo("ContextNotActiveException");
    }

    @Test
    void theBeansOfASocketAreDestroyedAfterItsHandlersHaveReturned() throws InterruptedException {
        try (Client other = Client.connect(uri)) {
            other.ask("add", "rum");
        }
        assertThat(ENDED.poll(60, TimeUnit.SECONDS)).isEqualTo("disconnected with [connected, rum]");
        assertThat(ENDED.poll(60, TimeUnit.SECONDS)).isEqualTo("destroyed on a worker thread: true");
    }

    @Test
    void endpointsOfOtherProfilesAreNotRegistered() {
        try (Client other = Client.connect(uri.resolve("/profile"))) {
            assertThat(other.ask("profile")).isEqualTo("test");
        }
    }

    @Test
    void endpointsOfOtherBuildPropertiesAreNotRegistered() {
        try (Client other = Client.connect(uri.resolve("/property"))) {
            assertThat(other.ask("open")).isEqualTo("yes");
        }
    }

    @SocketScoped
    static class Cart {
        private final List<String> items = new ArrayList<>();

        int add(String item) {
            items.add(item);
            return items.size() - 1;
        }

        List<String> items() {
            return items;
        }

        @PreDestroy
        void destroyed() {
            if (items.contains("rum")) {
                ENDED.add("destroyed on a worker thread: " + Thread.currentThread().getName().startsWith("executor-thread"));
            }
        }
    }

    @ApplicationScoped
    static class Clerk {
        @Inject
        Socket socket;

        String customer() {
            return socket.id();
        }
    }

    @SocketIO
    static class Shop {
        @Inject
        Cart cart;
        @Inject
        Clerk clerk;

        @OnHandshake
        void handshake(Socket socket) {
            try {
                cart.items();
            } catch (ContextNotActiveException e) {
                socket.data().put("failure", e.getClass().getSimpleName());
            }
        }

        @OnConnect
        void connected() {
            cart.add("connected");
        }

        @OnEvent("handshake")
        Object failureOfTheHandshake(Socket socket) {
            return socket.data().get("failure");
        }

        @OnEvent("add")
        int add(String item) {
            return cart.add(item);
        }

        @OnEvent("addLater")
        Uni<Integer> addLater(String item) {
            return Uni.createFrom().item(item).onItem().delayIt().by(Duration.ofMillis(1)).map(cart::add);
        }

        @OnEvent("addNonBlocking")
        @NonBlocking
        int addNonBlocking(String item) {
            return cart.add(item);
        }

        @OnEvent("items")
        List<String> items() {
            return cart.items();
        }

        @OnEvent("clerk")
        String clerk() {
            return clerk.customer();
        }

        @OnDisconnect
        void disconnected() {
            if (cart.items().contains("rum")) {
                ENDED.add("disconnected with " + cart.items());
            }
        }
    }

    @SocketIO("/profile")
    @IfBuildProfile("test")
    static class OnlyInTests {
        @OnEvent("profile")
        String profile() {
            return "test";
        }
    }

    @SocketIO("/profile")
    @UnlessBuildProfile("test")
    static class NeverInTests {
        @OnEvent("profile")
        String profile() {
            return "other";
        }
    }

    @SocketIO("/property")
    @IfBuildProperty(name = "shop.open", stringValue = "true")
    static class IfOpen {
        @OnEvent("open")
        String open() {
            return "yes";
        }
    }

    @SocketIO("/property")
    @UnlessBuildProperty(name = "shop.open", stringValue = "true")
    static class UnlessOpen {
        @OnEvent("open")
        String open() {
            return "no";
        }
    }
}
