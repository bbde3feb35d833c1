package io.quarkiverse.socketio.benchmarks.peers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The least of Engine.IO and Socket.IO that serves the load generator: the server recognizes its events by their first
 * characters, copies arguments without reading them, and has no heartbeats, limits or checks. An HTTP server moves its bytes.
 * <p>
 * Thread: the one event loop of the server.
 */
final class Floor {
    private static final char SEPARATOR = '\u001e';
    private final Map<String, Session> sessions = new HashMap<>();
    private final Set<Session> connected = new LinkedHashSet<>();
    private final Map<String, Set<Session>> rooms = new HashMap<>();
    private final Broadcast broadcast;
    private int lastSid;

    /** Sends one packet to many WebSockets. */
    interface Broadcast {
        void send(Collection<Session> to, ByteBuf packet);
    }

    /** Sends to a WebSocket; a buffer passed is released. */
    interface WebSocketOut {
        void text(ByteBuf packet);

        void binary(ByteBuf data);
    }

    Floor(Broadcast broadcast) {
        this.broadcast = broadcast;
    }

    /** Begins a session, or returns the one that polls. */
    Session session(String sid) {
        return sid == null ? new Session("floor" + ++lastSid) : sessions.get(sid);
    }

    /** Returns the value of the parameter {@code sid} of a URI, or null. */
    static String sid(String uri) {
        int start = uri.indexOf("&sid=");
        int end = start < 0 ? -1 : uri.indexOf('&', start + 5);
        return start < 0 ? null : uri.substring(start + 5, end < 0 ? uri.length() : end);
    }

    /** A client. */
    final class Session {
        private final String sid;
        private final List<String> joined = new ArrayList<>();
        private final StringBuilder queued = new StringBuilder();
        private WebSocketOut out;
        private Consumer<String> poll;
        private boolean probed;
        private ByteBuf attachmentHead;

        Session(String sid) {
            this.sid = sid;
        }

        private String open(String upgrades) {
            return "0{\"sid\":\"" + sid + "\",\"upgrades\":[" + upgrades
                    + "],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}";
        }

        // polling

        /** A GET request: answered now or when there is a packet. */
        void poll(Consumer<String> answer) {
            if (sessions.putIfAbsent(sid, this) == null) {
                answer.accept(open("\"websocket\""));
            } else if (queued.length() > 0) {
                answer.accept(queued.toString());
                queued.setLength(0);
            } else if (probed) {
                answer.accept("6");
            } else {
                poll = answer;
            }
        }

        /** The body of a POST request. */
        void post(ByteBuf body) {
            while (body.isReadable()) {
                int length = body.bytesBefore((byte) SEPARATOR);
                ByteBuf packet = body.readSlice(length < 0 ? body.readableBytes() : length);
                if (packet.getByte(0) == '1') {
                    closed();
                } else {
                    text(packet);
                }
                body.skipBytes(length < 0 ? 0 : 1);
            }
        }

        // WebSocket

        /** The client opened a WebSocket, as the first transport or to upgrade. */
        WebSocketOut webSocket(WebSocketOut opened) {
            if (sessions.containsKey(sid)) {
                return opened;
            }
            out = opened;
            sendText(open(""));
            return opened;
        }

        private void probed(WebSocketOut from) {
            probed = true;
            from.text(Unpooled.copiedBuffer("3probe", StandardCharsets.US_ASCII));
            if (poll != null) {
                Consumer<String> answer = poll;
                poll = null;
                answer.accept("6");
            }
        }

        private void upgrade(WebSocketOut to) {
            out = to;
            sessions.remove(sid);
            for (String packet : queued.isEmpty() ? new String[0] : queued.toString().split("" + SEPARATOR)) {
                sendText(packet);
            }
            queued.setLength(0);
        }

        void closed() {
            sessions.remove(sid);
            connected.remove(this);
            joined.forEach(room -> rooms.get(room).remove(this));
        }

        /** A packet that came by a WebSocket. */
        void text(ByteBuf packet, WebSocketOut from) {
            byte type = packet.getByte(packet.readerIndex());
            if (type == '4') {
                text(packet);
            } else if (type == '2') {
                probed(from);
            } else if (type == '5') {
                upgrade(from);
            }
        }

        void binary(ByteBuf data) {
            ByteBuf head = attachmentHead;
            attachmentHead = null;
            out.text(head);
            out.binary(data.retain());
        }

        // Socket.IO

        private void text(ByteBuf packet) {
            int start = packet.readerIndex();
            byte type = packet.getByte(start + 1);
            if (type == '0') {
                connected.add(this);
                // with the namespace, if there is one
                sendText(packet.toString(start, packet.readableBytes(), StandardCharsets.US_ASCII) + "{\"sid\":\"" + sid
                        + "\"}");
            } else if (type == '2' || type == '5') {
                event(packet, start + (type == '2' ? 2 : 4));
            }
        }

        private void event(ByteBuf packet, int idAt) {
            int name = packet.indexOf(idAt, packet.writerIndex(), (byte) '[') + 2;
            int argument = packet.indexOf(name, packet.writerIndex(), (byte) ',') + 1;
            byte first = packet.getByte(name);
            if (first == 'a') {
                broadcast.send(connected, event(packet.slice(argument, packet.writerIndex() - argument)));
            } else if (first == 'r' && packet.getByte(name + 1) == 'o') {
                int text = packet.indexOf(argument, packet.writerIndex(), (byte) ',') + 1;
                Set<Session> members = rooms.get(quoted(packet, argument, text - 1));
                broadcast.send(members, event(packet.slice(text, packet.writerIndex() - text)));
            } else if (first == 'j') {
                String room = quoted(packet, argument, packet.writerIndex() - 1);
                joined.add(room);
                rooms.computeIfAbsent(room, key -> new LinkedHashSet<>()).add(this);
                sendText("43" + packet.toString(idAt, name - 2 - idAt, StandardCharsets.US_ASCII) + "[]");
            } else {
                echo(packet, idAt, name - 2, argument);
            }
        }

        private void echo(ByteBuf packet, int idAt, int idEnd, int argument) {
            boolean binary = packet.getByte(packet.readerIndex() + 1) == '5';
            ByteBuf ack = packet.alloc().directBuffer(packet.readableBytes());
            ack.writeByte('4').writeByte(binary ? '6' : '3');
            if (binary) {
                ack.writeByte('1').writeByte('-');
            }
            ack.writeBytes(packet, idAt, idEnd + 1 - idAt).writeBytes(packet, argument, packet.writerIndex() - argument);
            if (binary) {
                attachmentHead = ack;
            } else {
                send(ack);
            }
        }

        private static String quoted(ByteBuf packet, int start, int end) {
            return packet.toString(start + 1, end - start - 2, StandardCharsets.US_ASCII);
        }

        /** Returns the packet of an event for clients. */
        private static ByteBuf event(ByteBuf rest) {
            ByteBuf event = rest.alloc().directBuffer(rest.readableBytes() + 11);
            event.writeCharSequence("42[\"event\",", StandardCharsets.US_ASCII);
            return event.writeBytes(rest);
        }

        private void sendText(String packet) {
            send(Unpooled.copiedBuffer(packet, StandardCharsets.UTF_8));
        }

        private void send(ByteBuf packet) {
            if (out != null) {
                out.text(packet);
                return;
            }
            String text = packet.toString(StandardCharsets.UTF_8);
            packet.release();
            if (poll != null) {
                Consumer<String> answer = poll;
                poll = null;
                answer.accept(text);
            } else {
                queued.append(queued.isEmpty() ? "" : "" + SEPARATOR).append(text);
            }
        }

        WebSocketOut out() {
            return out;
        }
    }
}
