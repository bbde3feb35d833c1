package io.quarkiverse.socketio.test.devmode;

import java.util.List;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;

/** Tells clients about the process that serves them. */
@SocketIO
public class ProcessBean {

    @OnEvent("process")
    List<Object> process(Socket socket) {
        return List.of(ProcessHandle.current().pid(), socket.handshake().address(),
                ProcessHandle.current().parent().orElseThrow().pid());
    }

    @OnEvent("tell")
    void tell(Socket socket, String news) {
        socket.broadcast().emit("told", news);
    }
}
