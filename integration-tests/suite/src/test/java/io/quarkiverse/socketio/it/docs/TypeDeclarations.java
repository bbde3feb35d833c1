package io.quarkiverse.socketio.it.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The members that files of npm's packages declare: their declarations of types, in which each member begins a line with four spaces
 * more than its type, and the events that their code emits.
 *
 * @param all including those that are not for applications
 * @param open those that are for applications, without constructors
 */
record TypeDeclarations(Set<String> all, Set<String> open) {
    private static final Pattern MEMBER = Pattern
            .compile("((?:(?:private|protected|static|readonly|abstract|get|set) )*)([A-Za-z_$][\\w$]*)\\??\\s*[(<:;].*");
    private static final Pattern NOT_FOR_APPLICATIONS = Pattern
            .compile("\\b(private|protected)\\b|@(private|internal|package)");

    /** Returns the members of a class or interface, in all parts of its declaration. */
    static TypeDeclarations ofType(Path file, String type) {
        TypeDeclarations members = new TypeDeclarations(new TreeSet<>(), new TreeSet<>());
        Pattern begin = Pattern
                .compile("( *)(?:export )?(?:declare )?(?:abstract )?(?:class|interface) " + type + "\\b(?!.*}$).*");
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher declaration = begin.matcher(lines.get(i));
            if (declaration.matches()) {
                int end = i + lines.subList(i, lines.size()).indexOf(declaration.group(1) + "}");
                members.add(lines.subList(i + 1, end), declaration.group(1) + "    ");
            }
        }
        return members;
    }

    private void add(List<String> lines, String indent) {
        StringBuilder comment = new StringBuilder();
        for (String line : lines) {
            String code = line.startsWith(indent) ? line.substring(indent.length()) : "";
            Matcher member = MEMBER.matcher(code);
            if (code.startsWith("/**")) {
                comment.setLength(0);
            }
            if (code.startsWith("/**") || code.startsWith(" *")) {
                comment.append(code);
            } else if (member.matches()) {
                all.add(member.group(2));
                if (!member.group(2).equals("constructor")
                        && !NOT_FOR_APPLICATIONS.matcher(member.group(1) + comment).find()) {
                    open.add(member.group(2));
                }
                comment.setLength(0);
            }
        }
    }

    /** Returns the events that are members of an interface, as {@code on("connection")}. */
    static TypeDeclarations ofEvents(Path file, String type) {
        return events(ofType(file, type).open);
    }

    /** Returns the events that code emits by this expression, as {@code on("connection")}. */
    static TypeDeclarations ofEmitted(Path file, String emitter) {
        return events(
                Pattern.compile(Pattern.quote(emitter) + "\\.emit\\(\"([\\w-]+)\"").matcher(String.join("\n", lines(file)))
                        .results().map((MatchResult found) -> found.group(1)).collect(Collectors.toSet()));
    }

    private static TypeDeclarations events(Set<String> names) {
        Set<String> events = names.stream().map(name -> "on(\"" + name + "\")").collect(Collectors.toSet());
        return new TypeDeclarations(events, events);
    }

    /** Returns the same members as the page names them if they belong to a part of the section's subject. */
    TypeDeclarations under(String prefix) {
        return new TypeDeclarations(prefixed(all, prefix), prefixed(open, prefix));
    }

    private static Set<String> prefixed(Set<String> names, String prefix) {
        return names.stream().map(prefix::concat).collect(Collectors.toSet());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
