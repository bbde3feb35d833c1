package io.quarkiverse.socketio.test.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.logging.Level;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.test.Client;
import io.quarkus.test.QuarkusDevModeTest;

/** Tests that dev mode warns of a client that joins a room named like another socket's id. */
class RoomNamedLikeSocketIdTest {

    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClass(Rooms.class)
                    .addAsResource(new StringAsset("quarkus.http.port=8086"), "application.properties"))
            .setLogRecordPredicate(line -> line.getLevel().intValue() >= Level.WARNING.intValue());

    @SocketIO
    public static class Rooms {
        @OnEvent("id")
        String id(Socket socket) {
            return socket.id();
        }

        @OnEvent("join")
        String join(Socket socket, String room) {
            socket.join(room);
            return room;
        }
    }

    @Test
    void joiningARoomNamedLikeAnotherSocketsIdIsLogged() {
        try (Client one = Client.create(URI.create("http://localhost:8086"), Client.webSocketOnly());
                Client other = Client.create(URI.create("http://localhost:8086"), Client.webSocketOnly())) {
            one.open();
            other.open();
            String id = String.valueOf(one.ask("id"));
            other.ask("join", id);
            assertThat(APP.getLogRecords())
                    .filteredOn(line -> line.getMessage().contains(" joined a room whose name is the id of"))
                    .singleElement().satisfies(line -> assertThat(line.getMessage()).contains("another socket, " + id));
        }
    }
}
