package io.quarkiverse.socketio.benchmarks.load;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;

/**
 * A server of the load generator's events with faults, each {@code <name>=<number>}: {@code delay} of each answer in
 * milliseconds, {@code garbage} bytes allocated for each event, {@code stall} of the whole server once, at the 20th event; and {@code drop}, {@code corrupt}, {@code twice},
 * {@code close} at the message with that number which the server sends.
 */
public final class FaultyServer {
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Integer> faults = new HashMap<>();
    private final Set<Connection> all = new LinkedHashSet<>();
    private final Map<String, Set<Connection>> rooms = new HashMap<>();
    private volatile byte[] garbage;
    private int received;
    private int sent;

    public static void main(String[] args) {
        FaultyServer server = new FaultyServer();
        for (String fault : args.length < 2 || args[1].isEmpty() ? new String[0] : args[1].split(",")) {
            server.faults.put(fault.split("=")[0], Integer.parseInt(fault.split("=")[1]));
        }
        server.vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(args[0])))
                .requestHandler(request -> request.toWebSocket().onSuccess(socket -> server.new Connection(socket)))
                .listen().onSuccess(listening -> System.out.println("ready"));
    }

    private boolean isTurnOf(String fault) {
        return faults.getOrDefault(fault, -1) == sent;
    }

    private final class Connection {
        private final ServerWebSocket socket;
        private String attachmentHead;

        Connection(ServerWebSocket socket) {
            this.socket = socket;
            socket.textMessageHandler(this::text);
            socket.binaryMessageHandler(data -> answer(() -> {
                sent++;
                socket.writeTextMessage(attachmentHead);
                socket.writeBinaryMessage(isTurnOf("corrupt") ? Buffer.buffer("wrong data") : data);
            }));
            socket.closeHandler(closed -> all.remove(this));
            socket.writeTextMessage("0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}");
        }

        private void text(String packet) {
            String id = packet.replaceAll("^4\\d(?:1-)?(\\d*).*", "$1");
            String argument = packet.substring(packet.indexOf(',') + 1);
            if (packet.startsWith("40")) {
                all.add(this);
                socket.writeTextMessage("40{\"sid\":\"x\"}");
            } else if (packet.startsWith("45")) {
                attachmentHead = "461-" + id + '[' + argument;
            } else if (packet.contains("[\"all\"")) {
                all.forEach(to -> to.send("42[\"event\"," + argument));
            } else if (packet.contains("[\"room\"")) {
                rooms.get(argument.substring(0, argument.indexOf(',')))
                        .forEach(to -> to.send("42[\"event\"," + argument.substring(argument.indexOf(',') + 1)));
            } else if (packet.contains("[\"join\"")) {
                rooms.computeIfAbsent(argument.substring(0, argument.length() - 1), room -> new LinkedHashSet<>()).add(this);
                socket.writeTextMessage("43" + id + "[]");
            } else {
                answer(() -> send("43" + id + '[' + argument));
            }
        }

        private void answer(Runnable send) {
            garbage = new byte[faults.getOrDefault("garbage", 0)];
            if (++received == 20 && faults.containsKey("stall")) {
                try {
                    Thread.sleep(faults.get("stall")); // the fault itself
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            if (faults.containsKey("delay")) {
                vertx.setTimer(faults.get("delay"), timer -> send.run());
            } else {
                send.run();
            }
        }

        private void send(String packet) {
            sent++;
            if (isTurnOf("close")) {
                socket.close();
            } else if (!isTurnOf("drop")) {
                socket.writeTextMessage(isTurnOf("corrupt") ? packet.replaceAll("[xr](?=[^xr]*$)", "?") : packet);
            }
            if (isTurnOf("twice")) {
                socket.writeTextMessage(packet);
            }
        }
    }
}
