package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;

import io.quarkiverse.socketio.runtime.architecture.JavaSources.Declaration;

/**
 * Tests the sizes of files, methods and signatures. A comment {@code // wall: <reason>} in the head of a declaration, or on the
 * line directly above it, waives the limit for that declaration.
 */
class SizeWallsTest {
    private static final int FILE_LINES = 500;
    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 5;
    private static final int PACKAGE_INFO_LINES = 15;
    private static final Pattern VAGUE_NAME = Pattern.compile(".*(Manager|Helper|Utils?)");

    private static JavaSources sources;

    @BeforeAll
    static void parse() throws IOException {
        sources = JavaSources.parse(JavaSources.MAIN);
    }

    @Test
    void aFileHasAtMost500Lines() {
        assertThat(broken(sources.topLevelTypes(), Declaration::linesOfFile, FILE_LINES, "lines in its file")).isEmpty();
    }

    @Test
    void aMethodHasAtMost60Lines() {
        assertThat(broken(sources.methods(), Declaration::lines, METHOD_LINES, "lines")).isEmpty();
    }

    /** But for records of the public API: they have a component for each fact that they report. */
    @Test
    void aMethodAConstructorAndARecordHaveAtMost5Parameters() {
        List<Declaration> declarations = new ArrayList<>(sources.methods());
        sources.types().stream().filter(type -> !PublicApi.PACKAGES.contains(type.packageName())).forEach(declarations::add);
        assertThat(broken(declarations, d -> parameters(d.tree()), PARAMETERS, "parameters")).isEmpty();
    }

    @Test
    void aPackageHasAPackageInfoOfAtMost15Lines() {
        Set<String> wrong = new TreeSet<>();
        for (Path directory : sources.directories()) {
            Path info = directory.resolve("package-info.java");
            if (!Files.exists(info)) {
                wrong.add(directory + ": no package-info.java");
            } else if (lines(info) > PACKAGE_INFO_LINES) {
                wrong.add(info + ": " + lines(info) + " lines, at most " + PACKAGE_INFO_LINES);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noClassInsideIsNamedManagerHelperOrUtil() {
        assertThat(sources.types().stream().filter(type -> type.packageName().startsWith(ProductionClasses.ROOT + ".runtime"))
                .filter(type -> VAGUE_NAME.matcher(type.name()).matches())).as("classes whose names do not say what they do")
                .isEmpty();
    }

    private static List<String> broken(List<Declaration> declarations, ToIntFunction<Declaration> measure, int most,
            String unit) {
        return declarations.stream().filter(d -> measure.applyAsInt(d) > most && !d.waived())
                .map(d -> d + ": " + measure.applyAsInt(d) + " " + unit + ", at most " + most).toList();
    }

    private static int parameters(Tree tree) {
        if (tree instanceof MethodTree method) {
            return method.getParameters().size();
        }
        return tree.getKind() == Tree.Kind.RECORD ? JavaSources.components((ClassTree) tree) : 0;
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
