package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import com.sun.source.util.JavacTask;

import io.quarkiverse.socketio.runtime.architecture.JavadocExamples.Example;

/**
 * Compiles examples, all in one run of the compiler. An example becomes the body of a class, or if it cannot be parsed as that,
 * the body of a method. The class extends {@link ExampleScaffold} and imports what examples commonly use, and what the example
 * imports itself. An example that begins with {@code package} is a file as it is.
 */
final class ExampleCompiler {
    private static final List<String> IMPORTS = List.of("com.fasterxml.jackson.core.type.TypeReference",
            "io.quarkiverse.socketio.*", "io.quarkiverse.socketio.cluster.*", "io.quarkiverse.socketio.redis.*",
            "io.quarkiverse.socketio.scheduler.*", "io.quarkiverse.socketio.spi.*", "io.quarkiverse.socketio.test.*",
            "io.quarkiverse.socketio.test.SocketIOTestClient.Transport", "io.quarkiverse.socketio.websockets.*",
            "io.quarkus.logging.Log",
            "io.quarkus.scheduler.Scheduled",
            "io.quarkus.runtime.StartupEvent",
            "io.quarkus.security.credential.PasswordCredential", "io.quarkus.security.identity.*",
            "io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest",
            "io.quarkus.security.runtime.QuarkusSecurityIdentity", "org.eclipse.microprofile.jwt.JsonWebToken",
            "jakarta.annotation.security.RolesAllowed", "jakarta.validation.Valid",
            "io.quarkus.test.common.http.TestHTTPResource",
            "io.quarkus.test.junit.QuarkusTest", "io.smallrye.mutiny.Uni",
            "io.vertx.core.Vertx", "io.vertx.redis.client.Redis",
            "jakarta.enterprise.context.ApplicationScoped", "jakarta.enterprise.event.Observes", "jakarta.inject.Inject",
            "java.net.URI", "org.junit.jupiter.api.Test", "static org.junit.jupiter.api.Assertions.*",
            "java.time.*", "java.util.*", "java.util.concurrent.*", "java.util.regex.Pattern");

    private static final Pattern FILE = Pattern.compile(
            "(?ms)\\Apackage ([\\w.]+);.*?^(?:public |final |abstract )*(?:class|interface|record|enum) (\\w+)");
    private static final Pattern OWN_IMPORT = Pattern.compile("(?m)^import [\\w.* ]+;");

    private ExampleCompiler() {
    }

    /** Returns the errors of the compiler, each with the example it is in. */
    static List<String> errors(List<Example> examples) throws IOException {
        return errors(examples, PublicApi.sourcePath());
    }

    /** As {@link #errors(List)}, with the path of the sources that examples use. */
    static List<String> errors(List<Example> examples, String sourcePath) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Example example : examples) {
            sources.add(Source.of(sources.size(), example));
        }
        Set<URI> unparsable = run(sources, sourcePath, JavacTask::parse).stream().map(error -> error.getSource().toUri())
                .collect(Collectors.toSet());
        sources.replaceAll(source -> unparsable.contains(source.toUri()) ? source.asMethodBody() : source);
        return run(sources, sourcePath, JavacTask::analyze).stream().map(error -> describe(error, sources)).toList();
    }

    private interface Step {
        void run(JavacTask task) throws IOException;
    }

    private static List<Diagnostic<? extends JavaFileObject>> run(List<Source> sources, String sourcePath, Step step)
            throws IOException {
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"), "-sourcepath",
                sourcePath);
        step.run((JavacTask) ToolProvider.getSystemJavaCompiler().getTask(null, null, messages, options, null, sources));
        return messages.getDiagnostics().stream().filter(message -> message.getKind() == Diagnostic.Kind.ERROR).toList();
    }

    private static String describe(Diagnostic<? extends JavaFileObject> error, List<Source> sources) {
        String message = error.getMessage(Locale.ENGLISH);
        if (error.getSource() == null) {
            return message;
        }
        URI uri = error.getSource().toUri();
        return sources.stream().filter(one -> one.toUri().equals(uri)).findFirst()
                .map(source -> source.example + ", line " + (error.getLineNumber() - source.linesBefore) + " of its example: "
                        + message)
                .orElseGet(() -> uri.getPath() + ", line " + error.getLineNumber() + ": " + message);
    }

    /** A compilation unit with an example. */
    private static final class Source extends SimpleJavaFileObject {
        private final int number;
        private final Example example;
        private final String text;
        private final int linesBefore;

        private Source(int number, Example example, String name, String text, int linesBefore) {
            super(URI.create("example:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.number = number;
            this.example = example;
            this.text = text;
            this.linesBefore = linesBefore;
        }

        static Source of(int number, Example example) {
            String code = example.code();
            Matcher name = FILE.matcher(code);
            return name.find() ? new Source(number, example, name.group(1) + "." + name.group(2), code, 0)
                    : ofBody(number, example, "", "");
        }

        /** The second line is the first one of the example. */
        private static Source ofBody(int number, Example example, String before, String after) {
            String packageName = Source.class.getPackageName();
            String name = "Example" + number;
            String code = example.code();
            String imports = OWN_IMPORT.matcher(code).results().map(MatchResult::group).collect(Collectors.joining(" "));
            return new Source(number, example, packageName + "." + name, "package " + packageName + "; " + imports
                    + IMPORTS.stream().map(one -> "import " + one + "; ").collect(Collectors.joining())
                    + "abstract class " + name + " extends " + ExampleScaffold.class.getSimpleName() + " {" + before
                    + "\n" + OWN_IMPORT.matcher(code).replaceAll("") + "\n" + after + "}", 1);
        }

        Source asMethodBody() {
            return linesBefore == 0 ? this : ofBody(number, example, " void example() {", "}");
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
