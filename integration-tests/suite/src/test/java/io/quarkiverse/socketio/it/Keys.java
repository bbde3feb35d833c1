package io.quarkiverse.socketio.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys of TLS servers for localhost, each with its certificate, in a directory. */
public final class Keys {
    private static final String PASSWORD = "changeit";
    private static final String QUICK = "-J-XX:TieredStopAtLevel=1";

    private final Path directory;

    public Keys(Path directory) {
        this.directory = directory;
    }

    public void make(String name) {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> store = List.of("-keystore", store(name).toString(), "-storepass", PASSWORD, "-alias", "server");
        List<String> make = new ArrayList<>(List.of(keytool, QUICK, "-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", "-dname",
                "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "30"));
        make.addAll(store);
        Execution.of(directory, make);
        List<String> export = new ArrayList<>(List.of(keytool, QUICK, "-exportcert", "-rfc", "-file", certificate(name)));
        export.addAll(store);
        Execution.of(directory, export);
    }

    public Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    public String certificate(String name) {
        return directory.resolve(name + ".pem").toString();
    }

    /** Of an application that serves HTTPS with that key, on any free port. */
    public List<String> options(String name) {
        return List.of("-Dquarkus.http.ssl-port=0", "-Dquarkus.tls.key-store.p12.path=" + store(name),
                "-Dquarkus.tls.key-store.p12.password=" + PASSWORD);
    }
}
