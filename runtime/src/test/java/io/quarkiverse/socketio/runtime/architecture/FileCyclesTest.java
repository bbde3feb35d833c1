package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;

/**
 * No more than five files depend on each other in a circle: such a group can only be understood and changed as a whole. Nested
 * classes count as the file they are in.
 */
class FileCyclesTest {
    private static final int MAX_FILES = 5;

    private final Map<String, Set<String>> dependencies = dependencies();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final List<Set<String>> groups = new ArrayList<>();

    private static Map<String, Set<String>> dependencies() {
        Map<String, Set<String>> dependencies = new TreeMap<>();
        for (JavaClass type : ProductionClasses.ALL) {
            Set<String> targets = dependencies.computeIfAbsent(file(type), name -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().forEach(dependency -> targets.add(file(dependency.getTargetClass())));
        }
        dependencies.values().forEach(targets -> targets.retainAll(dependencies.keySet()));
        return dependencies;
    }

    private static String file(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    @Test
    void noMoreThanFiveFilesDependOnEachOther() {
        dependencies.keySet().forEach(this::visit);
        assertThat(groups.stream().filter(group -> group.size() > MAX_FILES).toList())
                .as("files that depend on each other in a circle").isEmpty();
    }

    /** Finds the strongly connected components (Tarjan). */
    private int visit(String name) {
        Integer known = indexes.get(name);
        if (known != null) {
            return path.contains(name) ? known : Integer.MAX_VALUE;
        }
        int index = indexes.size();
        indexes.put(name, index);
        lowest.put(name, index);
        path.push(name);
        for (String next : dependencies.get(name)) {
            boolean visited = indexes.containsKey(next);
            int reached = visit(next);
            lowest.merge(name, visited ? reached : path.contains(next) ? lowest.get(next) : Integer.MAX_VALUE, Math::min);
        }
        if (lowest.get(name) == index) {
            Set<String> group = new TreeSet<>();
            while (!group.contains(name)) {
                group.add(path.pop());
            }
            groups.add(group);
        }
        return index;
    }
}
