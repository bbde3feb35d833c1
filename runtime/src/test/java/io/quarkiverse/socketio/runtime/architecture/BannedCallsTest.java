package io.quarkiverse.socketio.runtime.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static io.quarkiverse.socketio.runtime.architecture.ProductionClasses.RUNTIME;

import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;

/** Tests that the core leaves time, waiting and threads to its callers, and that nothing uses Java serialisation. */
class BannedCallsTest {
    private static final String ENGINEIO = RUNTIME + "engineio..";
    private static final String[] CORE = { ENGINEIO, RUNTIME + "socketio..", RUNTIME + "bus..", RUNTIME + "presence..",
            RUNTIME + "admin.." };

    private static final Set<String> CLOCKS_AND_SLEEP = Set.of(
            System.class.getName() + ".currentTimeMillis",
            System.class.getName() + ".nanoTime",
            Instant.class.getName() + ".now",
            Thread.class.getName() + ".sleep",
            TimeUnit.class.getName() + ".sleep");

    @Test
    void theCoreNeitherSleepsNorReadsAClock() {
        noClasses().that().resideInAnyPackage(CORE).should().accessTargetWhere(DescribedPredicate.describe(
                "a clock is read or a thread sleeps", BannedCallsTest::readsClockOrSleeps))
                .because("time is a parameter of the core, and its event loop a port, so that tests own both")
                .allowEmptyShould(true).check(ProductionClasses.ALL);
    }

    @Test
    void noClassUsesJavaSerialisation() {
        noClasses().should().dependOnClassesThat().belongToAnyOf(ObjectInput.class, ObjectInputStream.class,
                ObjectOutput.class, ObjectOutputStream.class, Externalizable.class)
                .because("bytes from outside must never choose the classes that are made of them")
                .check(ProductionClasses.ALL);
    }

    @Test
    void noClassImplementsSerializable() {
        noClasses().should(be(DescribedPredicate.describe(
                "declared Serializable", BannedCallsTest::declaresSerializable)))
                .because("what crosses a process is written by a codec with a version")
                .check(ProductionClasses.ALL);
    }

    @Test
    void engineioHasNoSynchronizedMethod() {
        noMethods().that().areDeclaredInClassesThat().resideInAPackage(ENGINEIO)
                .should().haveModifier(JavaModifier.SYNCHRONIZED)
                .because("a session lives on one event loop")
                .allowEmptyShould(true).check(ProductionClasses.ALL);
    }

    @Test
    void engineioHasNoVolatileField() {
        noFields().that().areDeclaredInClassesThat().resideInAPackage(ENGINEIO)
                .should().haveModifier(JavaModifier.VOLATILE)
                .because("a session lives on one event loop")
                .allowEmptyShould(true).check(ProductionClasses.ALL);
    }

    @Test
    void onlyClassesWithoutInjectionLookUpTheWorker() {
        noClasses().that().doNotBelongToAnyOf(ClusterMembership.class, WorkerAgent.class)
                .should().callMethod(WorkerAgent.class, "current")
                .because("beans inject ClusterMembership")
                .check(ProductionClasses.ALL);
    }

    private static boolean readsClockOrSleeps(JavaAccess<?> access) {
        return CLOCKS_AND_SLEEP.contains(access.getTargetOwner().getName() + "." + access.getTarget().getName());
    }

    private static boolean declaresSerializable(JavaClass type) {
        return type.getRawInterfaces().stream().anyMatch(i -> i.isEquivalentTo(Serializable.class));
    }
}
