package io.quarkiverse.socketio.benchmarks.peers;

import java.util.List;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;

/** The library netty-socketio with its defaults, for the load generator. {@code java NettySocketIOServer <port>} */
public final class NettySocketIOServer {
    private NettySocketIOServer() {
    }

    /** The record that clients send. */
    public static final class Order {
        public String customer;
        public List<Item> items;
    }

    /** An item of the record. */
    public static final class Item {
        public int id;
        public String name;
        public double price;
        public List<String> tags;
    }

    public static void main(String[] args) {
        SocketConfig socket = new SocketConfig();
        socket.setReuseAddress(true);
        Configuration configuration = new Configuration();
        configuration.setHostname("127.0.0.1");
        configuration.setPort(Integer.parseInt(args[0]));
        configuration.setSocketConfig(socket);
        SocketIOServer server = new SocketIOServer(configuration);
        server.addEventListener("text", String.class, NettySocketIOServer::echo);
        server.addEventListener("record", Order.class, NettySocketIOServer::echo);
        server.addEventListener("binary", byte[].class, NettySocketIOServer::echo);
        server.addEventListener("all", String.class,
                (client, text, ack) -> server.getBroadcastOperations().sendEvent("event", text));
        server.addEventListener("join", String.class, (client, room, ack) -> {
            client.joinRoom(room);
            ack.sendAckData();
        });
        server.addMultiTypeEventListener("room", (client, values, ack) -> server.getRoomOperations((String) values.get(0))
                .sendEvent("event", (String) values.get(1)), String.class, String.class);
        for (int i = 0; i < 100; i++) {
            server.addNamespace("/n" + i).addEventListener("text", String.class, NettySocketIOServer::echo);
        }
        server.start();
        System.out.println("ready");
    }

    private static void echo(SocketIOClient client, Object value, AckRequest ack) {
        ack.sendAckData(value);
    }
}
