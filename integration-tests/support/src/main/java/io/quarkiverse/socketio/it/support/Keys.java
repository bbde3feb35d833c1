package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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
        List<String> make = new ArrayList<>(
                List.of(keytool, QUICK, "-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", "-dname",
                        "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "30"));
        make.addAll(store);
        Execution.of(directory, make);
        List<String> export = new ArrayList<>(List.of(keytool, QUICK, "-exportcert", "-rfc", "-file", certificate(name)));
        export.addAll(store);
        Execution.of(directory, export);
    }

    /** Returns an SSL context of a client that trusts only that certificate. */
    public SSLContext trusting(String name) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(Path.of(certificate(name)))) {
            trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Returns a file with the private key in the form that servers such as nginx read. */
    public Path privateKey(String name) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
        return Files.writeString(directory.resolve(name + ".key"), "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key) + "\n-----END PRIVATE KEY-----\n");
    }

    public Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    public String certificate(String name) {
        return directory.resolve(name + ".pem").toString();
    }

    /** Returns the options of an application that has that key under a name in its configuration. */
    public List<String> namedOptions(String name, String configuration) {
        String prefix = "-Dquarkus.tls." + configuration + ".key-store.p12.";
        return new ArrayList<>(List.of(prefix + "path=" + store(name), prefix + "password=" + PASSWORD));
    }

    /** Returns the options of an application that serves HTTPS with that key, on any free port. */
    public List<String> options(String name) {
        return List.of("-Dquarkus.http.ssl-port=0", "-Dquarkus.tls.key-store.p12.path=" + store(name),
                "-Dquarkus.tls.key-store.p12.password=" + PASSWORD);
    }
}
