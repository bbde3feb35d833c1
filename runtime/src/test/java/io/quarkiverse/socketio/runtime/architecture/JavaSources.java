package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

/** Source files as javac's parser sees them: which types and methods they declare, and where. */
final class JavaSources {
    /** The main sources of the extension and of the module for tests. */
    static final List<Path> MAIN = List.of(ProductionClasses.MODULE.resolve("src/main/java"),
            ProductionClasses.MODULE.resolve("../deployment/src/main/java").normalize(),
            ProductionClasses.MODULE.resolve("../test/src/main/java").normalize());
    private static final Pattern WAIVER = Pattern.compile("//\\s*wall:\\s*\\S.*");

    private final List<Declaration> types = new ArrayList<>();
    private final List<Declaration> methods = new ArrayList<>();
    private final Set<Path> directories = new TreeSet<>();

    /** Returns all Java files below these directories. */
    static List<Path> files(List<Path> roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> tree = Files.walk(root)) {
                tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        return files;
    }

    /** Parses all Java files below these directories. */
    static JavaSources parse(List<Path> roots) throws IOException {
        List<Path> files = files(roots);
        JavaSources sources = new JavaSources();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                sources.add(unit, positions);
            }
        }
        return sources;
    }

    List<Declaration> types() {
        return types;
    }

    List<Declaration> topLevelTypes() {
        return types.stream().filter(Declaration::topLevel).toList();
    }

    /** Methods and constructors. */
    List<Declaration> methods() {
        return methods;
    }

    /** The directories that hold a source file. */
    Set<Path> directories() {
        return directories;
    }

    /** How many components a record's header has: its only fields that are not static. */
    static int components(ClassTree type) {
        return (int) type.getMembers().stream().filter(member -> member instanceof VariableTree field
                && !field.getModifiers().getFlags().contains(Modifier.STATIC)).count();
    }

    private void add(CompilationUnitTree unit, SourcePositions positions) throws IOException {
        Path path = Path.of(unit.getSourceFile().toUri());
        directories.add(path.getParent());
        Source source = new Source(path, unit, positions, Files.readAllLines(path));
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                if (!type.getSimpleName().isEmpty()) {
                    boolean topLevel = getCurrentPath().getParentPath().getLeaf() == unit;
                    types.add(new Declaration(source, type, type.getSimpleName().toString(), topLevel));
                }
                return super.visitClass(type, nothing);
            }

            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                methods.add(new Declaration(source, method, method.getName().toString(), false));
                return super.visitMethod(method, nothing);
            }
        }.scan(unit, null);
    }

    private record Source(Path path, CompilationUnitTree unit, SourcePositions positions, List<String> lines) {
        int line(long position) {
            return (int) unit.getLineMap().getLineNumber(position);
        }
    }

    /** A declared type or method. */
    record Declaration(Source source, Tree tree, String name, boolean topLevel) {
        String packageName() {
            return source.unit.getPackageName().toString();
        }

        int linesOfFile() {
            return source.lines.size();
        }

        /** From its first annotation or modifier to its closing brace. */
        int lines() {
            return source.line(source.positions.getEndPosition(source.unit, tree)) - start() + 1;
        }

        /** Whether a comment on the line above it or in its head, up to the opening brace, waives a wall. */
        boolean waived() {
            int above = Math.max(start() - 1, 1);
            for (int line = above; line <= source.lines.size(); line++) {
                String text = source.lines.get(line - 1);
                if (WAIVER.matcher(text).find()) {
                    return true;
                }
                if (line >= start() && (text.contains("{") || text.contains(";"))) {
                    return false;
                }
            }
            return false;
        }

        private int start() {
            return source.line(source.positions.getStartPosition(source.unit, tree));
        }

        @Override
        public String toString() {
            return source.path + ":" + start() + " " + name;
        }
    }
}
