package io.quarkiverse.socketio.it.tested;

import java.time.Duration;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.cluster.ClusterManager;
import io.smallrye.mutiny.Uni;

/** A chat for everybody who has a name. */
@SocketIO("/chat")
public class Chat {
    private static final String LOBBY = "#lobby";

    /** What a client says of itself. */
    public record Login(String name) {
    }

    public record Line(String author, String text) {
    }

    @ConfigProperty(name = "chat.greeting", defaultValue = "Welcome")
    String greeting;

    @Inject
    ClusterManager cluster;

    @OnHandshake
    void check(Handshake handshake) {
        String name = handshake.auth(Login.class).name();
        if (name == null || name.isBlank()) {
            throw new ConnectErrorException("a name is missing", new Login("anonymous"));
        }
    }

    @OnConnect
    void join(Socket socket, Handshake handshake) {
        socket.data().put("name", handshake.auth(Login.class).name());
        socket.join(LOBBY);
        socket.emit("welcome", greeting + ", " + handshake.auth(Login.class).name());
    }

    /** To all others; the author has it from the acknowledgement. */
    @OnEvent("say")
    Line say(Socket socket, String text) {
        Line line = new Line((String) socket.data().get("name"), text);
        socket.to(LOBBY).emit("line", line);
        return line;
    }

    @OnEvent("upload")
    int upload(Socket socket, byte[] picture) {
        socket.to(LOBBY).emit("picture", (Object) picture);
        return picture.length;
    }

    /** Forgets the name of the client, if it confirms that. */
    @OnEvent("forget")
    Uni<Boolean> forget(Socket socket) {
        return socket.timeout(Duration.ofSeconds(30)).emitWithAck("confirm", "Forget you?").map(answer -> {
            boolean confirmed = answer.get(0, boolean.class);
            if (confirmed) {
                socket.data().put("name", "somebody");
            }
            return confirmed;
        });
    }

    /** Returns which worker of the cluster serves the client, or -1. */
    @OnEvent("worker")
    int worker() {
        return cluster.workerId().orElse(-1);
    }
}
