package io.quarkiverse.socketio.deployment;

import java.util.List;
import java.util.Set;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig;
import io.quarkus.deployment.IsProduction;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.kubernetes.spi.DecoratorBuildItem;
import io.quarkus.kubernetes.spi.KubernetesDeploymentTargetBuildItem;
import io.quarkus.kubernetes.spi.KubernetesResourceMetadataBuildItem;

/**
 * Adds a HorizontalPodAutoscaler to the manifests that quarkus-kubernetes generates, if several pods make sense.
 */
class KubernetesProcessor {
    private static final Logger LOG = Logger.getLogger(KubernetesProcessor.class);
    private static final String UNCONNECTED = "events of one pod would not reach the clients of the others, as "
            + PodScaling.ADAPTER
            + " is auto: set it to redis, redis-sharded or redis-streams, also when the application is built.";
    /** Not the targets for a developer's machine, and not Knative, which scales by itself. */
    private static final Set<String> TARGETS = Set.of("kubernetes", "openshift");
    private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "DeploymentConfig");

    @BuildStep(onlyIf = IsProduction.class)
    void autoscaling(SocketIOBuildConfig config, List<KubernetesDeploymentTargetBuildItem> targets,
            List<KubernetesResourceMetadataBuildItem> workloads, BuildProducer<DecoratorBuildItem> decorators) {
        List<KubernetesDeploymentTargetBuildItem> scaled = KubernetesDeploymentTargetBuildItem.mergeList(targets).stream()
                .filter(target -> target.isEnabled() && TARGETS.contains(target.getName()) && KINDS.contains(target.getKind()))
                .toList();
        if (scaled.isEmpty()) {
            return; // there are no targets without quarkus-kubernetes
        }
        PodScaling scaling = PodScaling.of(config.kubernetes().autoscaling());
        boolean metered = ClusterProcessor.hasPrometheus();
        if (scaling.hasAutoscaler()) {
            scaling.check();
            for (KubernetesDeploymentTargetBuildItem target : scaled) {
                decorators.produce(new DecoratorBuildItem(target.getName(),
                        new AddAutoscalerDecorator(target.getKind(), name(target, workloads), scaling, metered)));
            }
        }
        log(scaling, scaled.stream().map(KubernetesDeploymentTargetBuildItem::getName).sorted().toList());
    }

    /** Logs one line about the number of pods. */
    private static void log(PodScaling scaling, List<String> targets) {
        String manifests = String.join(" and ", targets.stream().map(target -> target + ".yml").toList());
        List<String> replicas = targets.stream().flatMap(target -> PodScaling.replicas(target).stream()).toList();
        if (scaling.hasAutoscaler()) {
            String pods = "A HorizontalPodAutoscaler of " + scaling.minReplicas() + " to " + scaling.maxReplicas()
                    + " pods is in " + manifests;
            if (scaling.connected() || scaling.maxReplicas() == 1) {
                LOG.info(pods + ": the load balancer must keep clients on their pod. " + PodScaling.PREFIX
                        + "enabled=false leaves it out.");
            } else {
                LOG.warn(pods + ", as " + PodScaling.PREFIX + "* is set, but " + UNCONNECTED);
            }
        } else if (!scaling.connected() && !replicas.isEmpty()) {
            LOG.warn(String.join(", ", replicas) + " asks for several pods, but " + UNCONNECTED);
        } else if (scaling.config().enabled().isEmpty()) {
            LOG.info("One pod is in " + manifests + ", and no HorizontalPodAutoscaler. With more, " + UNCONNECTED);
        }
    }

    /** Returns the name of the application's workload; the manifest may contain others. */
    private static String name(KubernetesDeploymentTargetBuildItem target,
            List<KubernetesResourceMetadataBuildItem> workloads) {
        return workloads.stream().filter(workload -> workload.getTarget().equals(target.getName()))
                .filter(workload -> workload.getKind().equals(target.getKind()))
                .findFirst().orElseThrow().getName();
    }
}
