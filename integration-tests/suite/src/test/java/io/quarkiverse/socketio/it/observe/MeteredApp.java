package io.quarkiverse.socketio.it.observe;

import jakarta.enterprise.event.Observes;

import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.runtime.StartupEvent;

/** Performs operations that meters count, on request of a client. */
public class MeteredApp {

    void start(@Observes StartupEvent event, SocketIOServer io) {
        io.onConnection(socket -> {
            socket.on("echo", (args, ack) -> socket.emit("echo", args.toList().toArray()));
            socket.on("ask-me", (args, ack) -> socket.emitWithAck("question").subscribe().with(answer -> socket.emit("thanks"),
                    failure -> {
                    }));
            socket.on("flood", (args, ack) -> socket.emit("flood", "x".repeat(args.get(0, Integer.class))));
            socket.on("tell-all", (args, ack) -> io.emit("news", args.toList().toArray()));
        });
    }
}
