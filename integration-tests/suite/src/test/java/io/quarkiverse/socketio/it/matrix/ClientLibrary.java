package io.quarkiverse.socketio.it.matrix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.NodeScript;

/** A client library in one version, and the program that runs it. Thread: the test's. */
enum ClientLibrary {
    JAVASCRIPT_4("JavaScript `socket.io-client`", "4.8.4"),
    JAVASCRIPT_3("JavaScript `socket.io-client`", "3.1.3"),
    JAVASCRIPT_2("JavaScript `socket.io-client`", "2.5.0"),
    JAVA_2("Java `io.socket:socket.io-client`", "2.1.2"),
    JAVA_1("Java `io.socket:socket.io-client`", "1.0.2"),
    PYTHON("Python `python-socketio`", "5.7.2");

    /** The Python for which Debian's packages are installed. */
    private static final String DEBIAN_PYTHON = "/usr/bin/python3";

    final String library;
    final String version;

    ClientLibrary(String library, String version) {
        this.library = library;
        this.version = version;
    }

    /** Runs all cells against a server, and returns the JSON lines that it printed. */
    Stream<String> run(String url) {
        String output = switch (this) {
            case JAVASCRIPT_4 -> javaScript(url, "socket.io-client");
            case JAVASCRIPT_3 -> javaScript(url, "socket.io-client-3");
            case JAVASCRIPT_2 -> javaScript(url, "socket.io-client-2");
            case JAVA_2 -> java(url, List.of(jar(io.socket.client.IO.class), jar(io.socket.engineio.client.Socket.class)));
            case JAVA_1 -> java(url, List.of("target/java-client-1/*"));
            case PYTHON -> Execution.of(Path.of("."), List.of(DEBIAN_PYTHON, "src/test/python/matrix.py", url));
        };
        return output.lines().filter(line -> line.startsWith("{"));
    }

    private static String javaScript(String url, String alias) {
        return Execution.of(NodeScript.home(), List.of("node", "matrix.mjs", url, alias));
    }

    private static String java(String url, List<String> client) {
        List<String> path = new ArrayList<>(List.of(jar(JavaClientMain.class)));
        path.addAll(client);
        Stream.of(okhttp3.OkHttpClient.class, okio.Okio.class, org.json.JSONObject.class).map(ClientLibrary::jar)
                .forEach(path::add);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Execution.of(Path.of("."), List.of(java, "-XX:TieredStopAtLevel=1", "-cp",
                path.stream().collect(Collectors.joining(System.getProperty("path.separator"))),
                JavaClientMain.class.getName(), url));
    }

    private static String jar(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
    }

    @Override
    public String toString() {
        return library.substring(0, library.indexOf(' ')) + " " + version;
    }
}
