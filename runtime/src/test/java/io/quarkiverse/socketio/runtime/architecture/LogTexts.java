package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;

/**
 * The texts that sources log at WARN or ERROR, with "…" for each value: of calls of loggers and of methods that log what they
 * are given, of methods that return such a text, and of the exceptions whose message the primary logs.
 */
final class LogTexts {
    private static final Set<String> LOGGING = Set.of("warn", "warnf", "error", "errorf", "logFailure");
    private static final Set<String> RETURNING = Set.of("MemoryPlan.whyNotFitting", "NamespaceImpl.tooManyRooms",
            "BindProblem.describe", "Worker.describeExit");
    private static final Pattern LEVEL = Pattern.compile("\\bLevel\\.(WARN|ERROR|FATAL)\\b");
    private static final Pattern VALUE = Pattern.compile("%[-\\d<$.]*[a-z]");
    private static final Pattern LITERAL = Pattern.compile("[a-zA-Z]{2}");

    /** The texts. */
    final Set<String> texts = new TreeSet<>();
    /** The calls that get their text from elsewhere, each with its file. */
    final Set<String> indirect = new TreeSet<>();

    static LogTexts of(Path root) throws IOException {
        LogTexts result = new LogTexts();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
                    manager.getJavaFileObjectsFromPaths(JavaSources.files(List.of(root))));
            for (CompilationUnitTree unit : task.parse()) {
                String file = Path.of(unit.getSourceFile().toUri()).getFileName().toString().replace(".java", "");
                result.new Search(file).scan(unit, null);
            }
        }
        return result;
    }

    /** Returns a text as it is logged; the empty one for what is no text. */
    private static String text(Tree tree) {
        if (tree instanceof LiteralTree literal && literal.getValue() instanceof String value) {
            return VALUE.matcher(value).replaceAll("…");
        } else if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            return text(sum.getLeftOperand()) + text(sum.getRightOperand());
        } else if (tree instanceof ParenthesizedTree nested) {
            return text(nested.getExpression());
        }
        return "…";
    }

    private final class Search extends TreeScanner<Void, Void> {
        private final String file;
        private String method = "";

        Search(String file) {
            this.file = file;
        }

        @Override
        public Void visitMethod(MethodTree declared, Void nothing) {
            method = file + "." + declared.getName();
            return super.visitMethod(declared, nothing);
        }

        @Override
        public Void visitReturn(ReturnTree returned, Void nothing) {
            if (RETURNING.contains(method)) {
                add(returned, List.of(returned.getExpression()));
            }
            return super.visitReturn(returned, nothing);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            if (logs(call)) {
                add(call, call.getArguments());
            }
            return super.visitMethodInvocation(call, nothing);
        }

        @Override
        public Void visitNewClass(NewClassTree created, Void nothing) {
            if (created.getIdentifier().toString().equals("ClusterStartException")) {
                add(created, created.getArguments());
            }
            return super.visitNewClass(created, nothing);
        }

        private boolean logs(MethodInvocationTree call) {
            String name = call.getMethodSelect() instanceof MemberSelectTree member ? member.getIdentifier().toString()
                    : call.getMethodSelect().toString();
            String receiver = call.getMethodSelect() instanceof MemberSelectTree member ? member.getExpression().toString()
                    : "";
            int arguments = call.getArguments().size();
            return switch (name) {
                case "exit" -> file.equals("WorkerStartup");
                case "next" -> arguments == 2 && !receiver.equals("SessionId"); // of a LogLimiter
                case "error" -> arguments > 0; // otherwise that of a refusal
                case "log" -> receiver.equals("failures") || receiver.equals("context.failures()") || hasLevel(call);
                default -> LOGGING.contains(name) || name.startsWith("log") && hasLevel(call);
            };
        }

        private static boolean hasLevel(MethodInvocationTree call) {
            return call.getArguments().stream().anyMatch(argument -> LEVEL.matcher(argument.toString()).find());
        }

        /** Adds the first text of these; otherwise each literal within them, such as those of a switch. */
        private void add(Tree where, List<? extends ExpressionTree> expressions) {
            List<String> found = new ArrayList<>(expressions.stream().map(LogTexts::text)
                    .filter(text -> LITERAL.matcher(text).find()).limit(1).toList());
            if (found.isEmpty()) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitLiteral(LiteralTree literal, Void nothing) {
                        if (Objects.requireNonNullElse(literal.getValue(), "") instanceof String text && text.contains(" ")) {
                            found.add(VALUE.matcher(text).replaceAll("…"));
                        }
                        return null;
                    }
                }.scan(expressions, null);
                found.removeIf(text -> !LITERAL.matcher(text).find());
            }
            if (found.isEmpty()) {
                indirect.add(file + ": " + where.toString().strip().replaceAll("\\s+", " "));
            }
            texts.addAll(found);
        }
    }
}
