package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

/** Collects the examples in the documentation comments of source files: each {@code <pre>} that contains a code tag. */
final class JavadocExamples {
    private static final String PRE = "<pre>";
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\R(.*?)\\}</pre>", Pattern.DOTALL);

    private final Set<String> publicTypes = new TreeSet<>();
    private final List<Example> examples = new ArrayList<>();
    private final List<String> malformed = new ArrayList<>();

    /**
     * One example.
     *
     * @param type the top-level type in whose file it is
     * @param member the member, or members inside each other, that it describes; empty if it describes the type itself
     */
    record Example(String type, String member, String code) {
        @Override
        public String toString() {
            return member.isEmpty() ? type : type + "." + member;
        }
    }

    private JavadocExamples() {
    }

    static JavadocExamples of(List<Path> files) throws IOException {
        JavadocExamples found = new JavadocExamples();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
                    manager.getJavaFileObjectsFromPaths(files));
            DocTrees comments = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                found.add(unit, comments);
            }
        }
        return found;
    }

    /** Returns the names of the public top-level types, with or without examples. */
    Set<String> publicTypes() {
        return publicTypes;
    }

    List<Example> examples() {
        return examples;
    }

    /** Returns the types and members whose comments have preformatted text that is no code. */
    List<String> malformed() {
        return malformed;
    }

    private void add(CompilationUnitTree unit, DocTrees comments) {
        new TreePathScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree type, String outer) {
                String name = outer.isEmpty() ? type.getSimpleName().toString() : outer + "." + type.getSimpleName();
                if (outer.isEmpty() && type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                    publicTypes.add(name);
                }
                addAll(comments.getDocComment(getCurrentPath()), name);
                return super.visitClass(type, name);
            }

            @Override
            public Void visitMethod(MethodTree method, String outer) {
                return member(method.getName(), outer);
            }

            @Override
            public Void visitVariable(VariableTree field, String outer) {
                return member(field.getName(), outer);
            }

            private Void member(CharSequence name, String outer) {
                TreePath path = getCurrentPath();
                addAll(comments.getDocComment(path), outer + "." + name);
                return null;
            }
        }.scan(unit, "");
    }

    private void addAll(String comment, String place) {
        if (comment == null) {
            return;
        }
        int dot = place.indexOf('.');
        Matcher matcher = EXAMPLE.matcher(comment);
        int found = 0;
        while (matcher.find()) {
            examples.add(dot < 0 ? new Example(place, "", matcher.group(1))
                    : new Example(place.substring(0, dot), place.substring(dot + 1), matcher.group(1)));
            found++;
        }
        if (comment.split(PRE, -1).length - 1 != found) {
            malformed.add(place);
        }
    }
}
