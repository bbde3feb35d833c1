package io.quarkiverse.socketio.runtime.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

import org.junit.jupiter.api.Test;

/**
 * Tests that the runtime looks up no members of classes by name, so that a native executable needs no registration of its
 * classes. Handlers are called by invokers that the build generates.
 */
class ReflectionTest {
    /** Creates the load balancer whose class the configuration names; only in a cluster, which needs the JVM. */
    private static final String BALANCER = "io.quarkiverse.socketio.runtime.cluster.dispatch.CustomBalancer";
    /** Changes one value of Quarkus' configuration; only in a cluster. */
    private static final String SERVER = "io.quarkiverse.socketio.runtime.quarkus.cluster.UnixHttpServer";

    @Test
    void noMembersOfClassesAreLookedUpByName() {
        noClasses().that().doNotHaveFullyQualifiedName(BALANCER).and().doNotHaveFullyQualifiedName(SERVER).should()
                .dependOnClassesThat(
                        are(equivalentTo(Method.class).or(equivalentTo(Field.class)).or(equivalentTo(Constructor.class))
                                .or(equivalentTo(AccessibleObject.class))))
                .orShould().callMethod(Class.class, "forName", String.class)
                .orShould().callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
                .check(ProductionClasses.ALL);
    }
}
