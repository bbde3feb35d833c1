package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each public type has an example in its Javadoc, and all examples compile. */
class JavadocExamplesTest {
    private static JavadocExamples javadoc;

    @BeforeAll
    static void collectExamples() throws IOException {
        javadoc = JavadocExamples.of(PublicApi.files());
    }

    @Test
    void eachPublicTypeHasAnExample() {
        Set<String> without = new TreeSet<>(javadoc.publicTypes());
        javadoc.examples().stream().filter(example -> example.member().isEmpty()).forEach(e -> without.remove(e.type()));
        assertThat(without).as("public types without an example in their own comment").isEmpty();
    }

    @Test
    void preformattedTextIsAnExample() {
        assertThat(javadoc.malformed()).as("comments with a <pre> that is not <pre>{@code … }</pre>").isEmpty();
    }

    @Test
    void allExamplesCompile() throws IOException {
        assertThat(javadoc.examples()).isNotEmpty();
        assertThat(ExampleCompiler.errors(javadoc.examples())).isEmpty();
    }
}
