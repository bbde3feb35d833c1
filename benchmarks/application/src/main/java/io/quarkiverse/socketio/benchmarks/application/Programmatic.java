package io.quarkiverse.socketio.benchmarks.application;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.runtime.StartupEvent;

/** Serves all events of the load generator on the main namespace, and echoes text on a hundred others, with listeners. */
@Singleton
class Programmatic {

    void start(@Observes StartupEvent event, SocketIOServer io) {
        io.onConnection(socket -> {
            echoText(socket);
            socket.on("record", (args, ack) -> ack.send(args.get(0, Order.class)));
            socket.on("binary", (args, ack) -> ack.send((Object) args.get(0, byte[].class)));
            socket.on("all", (args, ack) -> io.emit("event", args.get(0, String.class)));
            socket.on("join", (args, ack) -> {
                socket.join(args.get(0, String.class));
                ack.send();
            });
            socket.on("room", (args, ack) -> io.to(args.get(0, String.class)).emit("event", args.get(1, String.class)));
        });
        for (int i = 0; i < 100; i++) {
            io.of("/n" + i).onConnection(Programmatic::echoText);
        }
    }

    private static void echoText(Socket socket) {
        socket.on("text", (args, ack) -> ack.send(args.get(0, String.class)));
    }
}
