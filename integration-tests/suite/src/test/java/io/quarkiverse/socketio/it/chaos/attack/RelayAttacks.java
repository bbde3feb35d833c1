package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;

import io.quarkiverse.socketio.it.support.RawHttp;

/** Attacks with requests whose session is at another worker of the cluster. */
final class RelayAttacks {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private RelayAttacks() {
    }

    /** A connection to one worker, and the id of a session of another. */
    private record Misrouted(RawHttp http, String sid) {
        static Misrouted open(Attacker attacker) throws IOException {
            String polling = attacker.polling();
            String sid = polling.substring(polling.indexOf("sid=") + 4);
            while (true) {
                RawHttp http = attacker.connect();
                if (!Attacker.sid(http.get(Attacker.POLLING)).startsWith(sid.substring(0, 2))) {
                    return new Misrouted(http, sid);
                }
                http.close();
            }
        }

        String target() {
            return Attacker.POLLING + "&sid=" + sid;
        }
    }

    /** Upgrades that get another status than 101. */
    static void upgradeNotSwitched(Attacker attacker) throws IOException {
        Misrouted misrouted = Misrouted.open(attacker);
        while (attacker.goesOn()) {
            String head = switch (attacker.random.nextInt(5)) {
                case 0 -> "GET /nothing?sid=" + misrouted.sid + " HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE;
                case 1 -> "GET " + misrouted.target() + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: other\r\n";
                case 2 -> "GET /socket.io/?EIO=9&transport=websocket&sid=" + misrouted.sid
                        + " HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE;
                case 3 -> "POST " + misrouted.target() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n" + UPGRADE;
                default -> "GET /socket.io/?EIO=4&transport=websocket&sid=" + misrouted.sid
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
            };
            try (RawHttp http = misrouted.http) {
                http.send(head + "\r\n").socket().setSoTimeout(attacker.between(1, 200));
                http.receive();
            } catch (IOException e) {
                // disconnected or late
            }
            misrouted = Misrouted.open(attacker);
        }
    }

    static void upgradeCut(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            Misrouted misrouted = Misrouted.open(attacker);
            misrouted.http.send("GET /socket.io/?EIO=4&transport=websocket&sid=" + misrouted.sid
                    + " HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE + "\r\n");
            if (attacker.random.nextBoolean()) {
                misrouted.http.receive();
            }
            misrouted.http.reset();
        }
    }

    static void postTooLarge(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            Misrouted misrouted = Misrouted.open(attacker);
            try (RawHttp http = misrouted.http) {
                http.send(Attacker.post(misrouted.target(), "4" + Attacker.text(attacker.between(1_000_001, 5_000_000))))
                        .receive();
            } catch (IOException e) {
                // disconnected
            }
        }
    }

    /** Requests with two session ids. */
    static void sidTwice(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            Misrouted misrouted = Misrouted.open(attacker);
            try (RawHttp http = misrouted.http) {
                for (int i = 0; i < 20; i++) {
                    http.get(switch (attacker.random.nextInt(4)) {
                        case 0 -> misrouted.target() + "&%73id=";
                        case 1 -> Attacker.POLLING + "&%73id=" + misrouted.sid;
                        case 2 -> misrouted.target() + "&sid=__AAAAAAAAAAAAAAAAAA";
                        default -> "/q/health?sid=" + misrouted.sid;
                    });
                }
            }
        }
    }

    static void relayedUnread(Attacker attacker) throws IOException {
        Misrouted misrouted = Misrouted.open(attacker);
        String requests = Attacker.get(attacker.random.nextBoolean() ? "/socket.io/socket.io.js?sid=" + misrouted.sid
                : misrouted.target()).repeat(100);
        while (attacker.goesOn()) {
            misrouted.http.send(requests);
        }
    }

    static void relayedBodyNeverEnded(Attacker attacker) throws IOException {
        for (int i = 0; i < 10 && attacker.goesOn(); i++) {
            Misrouted misrouted = Misrouted.open(attacker);
            misrouted.http.send(Attacker.post(misrouted.target(), Attacker.ALMOST_MAX_PAYLOAD));
            misrouted.http.send("4" + Attacker.text(attacker.between(1, Attacker.ALMOST_MAX_PAYLOAD - 2)));
        }
        attacker.hold();
    }
}
