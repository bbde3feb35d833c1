package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;

/** Tests that names of top-level classes are unique. */
class NamesTest {

    @Test
    void noTwoTopLevelClassesHaveOneName() {
        Map<String, List<String>> packages = ProductionClasses.ALL.stream().filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName, TreeMap::new,
                        Collectors.mapping(JavaClass::getPackageName, Collectors.toList())));
        packages.values().removeIf(all -> all.size() == 1);
        assertThat(packages).as("names of classes, each with the packages that have one").isEmpty();
    }
}
