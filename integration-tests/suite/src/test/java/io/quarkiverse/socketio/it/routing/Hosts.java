package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Two hosts that relay requests to each other, both on this machine. */
record Hosts(Host blue, Host green) implements AutoCloseable {
    static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
    private static final Path PAGE = Path.of("..", "..", "docs", "modules", "ROOT", "pages", "relay.adoc");
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    /**
     * One of the hosts.
     *
     * @param port for clients
     * @param tag in the ids of its sessions
     */
    record Host(AppProcess app, int port, String tag) implements AutoCloseable {

        /** Returns a made-up session id of a worker of this host. */
        String sid(int incarnation) {
            return "A" + (char) ('A' + incarnation) + tag + "aaaaaaaaaaaaaa";
        }

        @Override
        public void close() {
            app.close();
        }
    }

    /** How the hosts listen to each other. */
    record Ports(int blue, int green) {
        static Ports free() throws IOException {
            return new Ports(CookieTest.freePort(), CookieTest.freePort());
        }
    }

    /** Starts two clusters of two workers. */
    static Hosts start(String module, String... options) throws IOException {
        return start(module, Ports.free(), options, options);
    }

    static Hosts start(String module, Ports ports, String[] ofBlue, String[] ofGreen) {
        Host blue = startOne(module, "blue", ports, ofBlue);
        try {
            return new Hosts(blue, startOne(module, "green", ports, ofGreen));
        } catch (RuntimeException | Error e) {
            blue.close();
            throw e;
        }
    }

    /** @param name {@code blue} or {@code green} */
    static Host startOne(String module, String name, Ports ports, String... options) {
        int self = name.equals("blue") ? ports.blue : ports.green;
        List<String> all = new ArrayList<>(List.of("-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2",
                "-Dquarkus.socketio.cookie.host=" + name,
                "-Dquarkus.socketio.relay.secret=a secret of the test, long enough",
                "-Dquarkus.socketio.relay.listen-host=127.0.0.1",
                "-Dquarkus.socketio.relay.port=" + self, "-Dquarkus.socketio.relay.advertise=127.0.0.1",
                "-Dquarkus.socketio.relay.hosts=127.0.0.1:" + ports.blue + ",127.0.0.1:" + ports.green));
        all.addAll(List.of(options));
        AppProcess app = AppProcess.start(AppProcess.packaged(module), all.toArray(String[]::new));
        try {
            // of the ready line of a cluster, or of Quarkus in a single process
            int port = Integer.parseInt(app.awaitLine("Listening on: .*https?://127\\.0\\.0\\.1:(\\d+)").group(1));
            return new Host(app, port, app.awaitLine("this host is (\\S{4}) in session ids").group(1));
        } catch (RuntimeException | Error e) {
            app.close();
            throw e;
        }
    }

    /** Starts nginx with the configuration of the manual: round robin, without sticky sessions. */
    Process nginx(Path directory, int port) throws IOException {
        Matcher source = Pattern.compile("\\[source,nginx]\\n----\\n(.+?)\\n----", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(source.find()).as("a configuration of nginx in %s", PAGE).isTrue();
        Process nginx = CookieTest.nginx(directory, source.group(1).replace("10.0.0.1:8080", "127.0.0.1:" + blue.port)
                .replace("10.0.0.2:8080", "127.0.0.1:" + green.port)
                .replace("listen 80;", "listen 127.0.0.1:" + port + ";"));
        blue.app.await("nginx", () -> nginx.isAlive() && CookieTest.answers(port));
        return nginx;
    }

    /** Opens a session over a connection. */
    static String handshake(RawHttp connection) throws IOException {
        Matcher sid = SID.matcher(connection.get(HANDSHAKE).body());
        assertThat(sid.find()).isTrue();
        return sid.group(1);
    }

    @Override
    public void close() {
        blue.close();
        green.close();
    }
}
