package io.quarkiverse.socketio.deployment;

import java.util.List;
import java.util.Set;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig;
import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig.Autoscaling;
import io.quarkus.deployment.IsProduction;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.kubernetes.spi.DecoratorBuildItem;
import io.quarkus.kubernetes.spi.KubernetesDeploymentTargetBuildItem;
import io.quarkus.kubernetes.spi.KubernetesResourceMetadataBuildItem;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Adds a HorizontalPodAutoscaler to the manifests that quarkus-kubernetes generates.
 */
class KubernetesProcessor {
    private static final Logger LOG = Logger.getLogger(KubernetesProcessor.class);
    private static final String PREFIX = "quarkus.socketio.kubernetes.autoscaling.";
    /** Not the targets for a developer's machine, and not Knative, which scales by itself. */
    private static final Set<String> TARGETS = Set.of("kubernetes", "openshift");
    private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "DeploymentConfig");

    @BuildStep(onlyIf = IsProduction.class)
    void autoscaling(SocketIOBuildConfig config, List<KubernetesDeploymentTargetBuildItem> targets,
            List<KubernetesResourceMetadataBuildItem> workloads, BuildProducer<DecoratorBuildItem> decorators) {
        Autoscaling scaling = config.kubernetes().autoscaling();
        if (targets.isEmpty() || !scaling.enabled()) {
            return; // there are no targets without quarkus-kubernetes
        }
        check(scaling);
        boolean metered = ClusterProcessor.hasPrometheus();
        for (KubernetesDeploymentTargetBuildItem target : KubernetesDeploymentTargetBuildItem.mergeList(targets)) {
            if (target.isEnabled() && TARGETS.contains(target.getName()) && KINDS.contains(target.getKind())) {
                String workload = name(target, workloads);
                LOG.info(target.getName() + ".yml has a HorizontalPodAutoscaler of " + scaling.minReplicas() + " to "
                        + scaling.maxReplicas() + " pods: the load balancer must keep clients on their pod. " + PREFIX
                        + "enabled=false leaves it out.");
                decorators.produce(new DecoratorBuildItem(target.getName(),
                        new AddAutoscalerDecorator(target.getKind(), workload, scaling, metered)));
            }
        }
    }

    /** Returns the name of the application's workload; the manifest may contain others. */
    private static String name(KubernetesDeploymentTargetBuildItem target,
            List<KubernetesResourceMetadataBuildItem> workloads) {
        return workloads.stream().filter(workload -> workload.getTarget().equals(target.getName()))
                .filter(workload -> workload.getKind().equals(target.getKind()))
                .findFirst().orElseThrow().getName();
    }

    private static void check(Autoscaling scaling) {
        atLeast("min-replicas", 1, scaling.minReplicas());
        if (scaling.maxReplicas() < scaling.minReplicas()) {
            throw new ConfigurationException(PREFIX + "max-replicas=" + scaling.maxReplicas() + " is less than " + PREFIX
                    + "min-replicas=" + scaling.minReplicas());
        }
        atLeast("cpu-utilization", 1, scaling.cpuUtilization());
        atLeast("connections", 0, scaling.connections());
    }

    private static void atLeast(String key, int least, int value) {
        if (value < least) {
            throw new ConfigurationException(PREFIX + key + "=" + value + " must be " + least + " at least");
        }
    }
}
