package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.DocumentationTool;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Javadoc of the public packages is complete and well formed, as the JDK's own tool sees it. */
class JavadocTest {

    @Test
    void javadocReportsNoWarningInPublicPackages(@TempDir Path output) {
        DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
        assertThat(javadoc).as("the documentation tool: run the tests with a JDK that has the module jdk.javadoc").isNotNull();
        List<String> arguments = new ArrayList<>(List.of("-Xdoclint:all", "-Xwerror", "-quiet", "-locale", "en",
                "-encoding", "UTF-8", "-d", output.toString(), "-sourcepath", PublicApi.sourcePath(),
                "-classpath", System.getProperty("java.class.path")));
        arguments.addAll(PublicApi.PACKAGES);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int exitCode = javadoc.run(null, messages, messages, arguments.toArray(String[]::new));
        assertThat(messages.toString(StandardCharsets.UTF_8)).as("messages of javadoc").isEmpty();
        assertThat(exitCode).as("exit code of javadoc").isZero();
    }
}
