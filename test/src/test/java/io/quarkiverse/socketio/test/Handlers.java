package io.quarkiverse.socketio.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.smallrye.mutiny.Uni;

/** The application that the tests of the client use. */
@SocketIO("/tests")
public class Handlers {
    static final BlockingQueue<String> LEFT = new LinkedBlockingQueue<>();

    public record Login(String user) {
    }

    public record Point(int x, int y) {
    }

    @OnHandshake
    void check(Handshake handshake) {
        if ("eve".equals(handshake.auth(Login.class).user())) {
            throw new ConnectErrorException("not you", Map.of("x", 1, "y", 2));
        }
    }

    @OnConnect
    void connected(Socket socket, Handshake handshake) {
        socket.emit("welcome", handshake.auth(Login.class).user(), socket.recovered());
    }

    @OnDisconnect
    void left(Socket socket, DisconnectReason reason) {
        LEFT.add(socket.id() + " " + reason);
    }

    @OnEvent("point")
    Point turned(Point point) {
        return new Point(-point.y(), point.x());
    }

    @OnEvent("echo")
    void echo(Socket socket, byte[] data, String text) {
        socket.emit("echoed", text, data, Map.of("nested", List.of(data)));
    }

    @OnEvent("binary")
    byte[] binary(byte[] data) {
        return data;
    }

    @OnEvent("header")
    String header(Handshake handshake, String name) {
        return handshake.header(name);
    }

    @OnEvent("ask")
    Uni<List<Object>> ask(Socket socket, String question) {
        return socket.timeout(Duration.ofSeconds(60)).emitWithAck(question, 1, 2).map(answer -> answer.toList());
    }

    @OnEvent("count")
    void count(Socket socket, int to) {
        for (int i = 0; i < to; i++) {
            socket.emit("number", i);
        }
        socket.emit("counted");
    }

    @OnEvent("silent")
    Uni<String> silent() {
        return Uni.createFrom().nothing();
    }

    @OnEvent("kick")
    void kick(Socket socket) {
        socket.disconnect(false);
    }

    @OnEvent("cut")
    void cut(Socket socket) {
        socket.conn().close();
    }
}
