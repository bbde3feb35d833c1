package io.quarkiverse.socketio.runtime.architecture;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

import com.corundumstudio.socketio.Configuration;

import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.Presence;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOEmitter;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.smallrye.mutiny.Uni;

/** What the examples in the Javadoc of the public API, and in the manual, use without declaring it. Never instantiated: each example extends it. */
@SuppressWarnings("unused")
abstract class ExampleScaffold {
    SocketIOServer io;
    Engine engine;
    Broadcaster broadcaster;
    SocketIOEmitter emitter;
    Presence presence;
    ClusterManager cluster;
    ClusterConnections connections;
    Socket socket;

    String host;
    Object report;
    Order order;
    Price price;
    Configuration configuration;
    LongAdder refusals;
    Map<String, Price> cache;
    Set<String> players;
    Collection<Order> orders;
    Alarm alarm;
    AuditTrail audit;
    Board board;
    Customers customers;
    Feed feed;
    Friends friends;
    Projects projects;
    Reminders reminders;
    Shop shop;
    Tokens tokens;
    Users users;

    record Line(String author, String text) {
    }

    record User(String name) {
    }

    record Login(String user, String password, String token) {
    }

    record Position(int x, int y) {
    }

    record Price(String symbol, double value) {
    }

    interface Alarm {
        void raise(String text);
    }

    interface AuditTrail {
        void log(String address, Object code, Object context);
    }

    interface Board {
        String move(Position to, byte[] picture);
    }

    interface Customers {
        Uni<String> find(String key);
    }

    interface Feed {
        void subscribe(String name);

        void unsubscribe(String name);
    }

    interface Friends {
        List<String> of(String user);
    }

    interface Projects {
        Uni<Boolean> exists(String name);
    }

    interface Reminders {
        void sendAll();
    }

    interface Tokens {
        Uni<Boolean> check(String token);

        boolean isValid(String token);
    }

    interface Users {
        boolean isAdmin(String token);
    }

    record Order(String item) {
    }

    record Receipt(String item) {
    }

    interface Shop {
        boolean isOpen();

        Instant nextOpening();

        Receipt buy(Order order);

        List<Order> find(String customer);
    }

    static class OutOfStockException extends RuntimeException {
        String item() {
            return "";
        }
    }

    abstract Uni<String> store(byte[] file);

    abstract void sendReports();

    abstract Object everything();

    abstract void gauge(IntSupplier value);

    abstract void retryLater(Order order);

    abstract double currentLoad();

    abstract void start(int players);
}
