package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.runtime.architecture.JavadocExamples.Example;

class ExampleCompilerTest {
    @TempDir
    Path sources;

    @Test
    void anErrorInASourceThatAnExampleUsesIsNamedByItsFile() throws IOException {
        Files.writeString(Files.createDirectory(sources.resolve("used")).resolve("Broken.java"),
                "package used;\npublic class Broken {\n    int number = ;\n}\n");
        Example example = new Example("Type", "member", "used.Broken broken;\nint number = true;");
        assertThat(ExampleCompiler.errors(List.of(example), sources.toString()))
                .anySatisfy(error -> assertThat(error).endsWith("/used/Broken.java, line 3: illegal start of expression"));
        assertThat(ExampleCompiler.errors(List.of(new Example("Type", "member", "int number = true;"))))
                .singleElement().asString().startsWith("Type.member, line 1 of its example: incompatible types");
    }
}
