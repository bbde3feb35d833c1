package io.quarkiverse.socketio.deployment;

import java.util.ArrayList;
import java.util.List;

import io.dekorate.kubernetes.decorator.ApplyReplicasToDeploymentDecorator;
import io.dekorate.kubernetes.decorator.ApplyReplicasToStatefulSetDecorator;
import io.dekorate.kubernetes.decorator.Decorator;
import io.dekorate.kubernetes.decorator.ResourceProvidingDecorator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesListBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;

/**
 * Adds a HorizontalPodAutoscaler of the application's workload to a manifest, and removes the workload's number of replicas,
 * which would override the autoscaler each time the manifest is applied. Does nothing if the manifest has an autoscaler of that
 * name already, from {@code src/main/kubernetes}.
 */
class AddAutoscalerDecorator extends Decorator<KubernetesListBuilder> {
    private static final int DOWN_AFTER_SECONDS = 600;
    private static final int DOWN_PERIOD_SECONDS = 300;

    private final String kind;
    private final String name;
    private final PodScaling scaling;
    private final boolean metered;

    /**
     * @param kind of the workload
     * @param name of the workload, and of its autoscaler
     * @param metered whether pods export the number of their clients
     */
    AddAutoscalerDecorator(String kind, String name, PodScaling scaling, boolean metered) {
        this.kind = kind;
        this.name = name;
        this.scaling = scaling;
        this.metered = metered;
    }

    @Override
    public void visit(KubernetesListBuilder list) {
        List<HasMetadata> items = new ArrayList<>(list.buildItems());
        HasMetadata workload = items.stream().filter(item -> is(kind, item)).findFirst().orElse(null);
        if (workload == null || items.stream().anyMatch(item -> is("HorizontalPodAutoscaler", item))) {
            return;
        }
        items.replaceAll(item -> item == workload ? withoutReplicas(item) : item);
        items.add(autoscaler(workload));
        list.withItems(items);
    }

    private boolean is(String kind, HasMetadata item) {
        return item.getKind().equals(kind) && name.equals(item.getMetadata().getName());
    }

    private static HasMetadata withoutReplicas(HasMetadata workload) {
        if (workload instanceof Deployment deployment) {
            return new DeploymentBuilder(deployment).editSpec().withReplicas(null).endSpec().build();
        }
        if (workload instanceof StatefulSet set) {
            return new StatefulSetBuilder(set).editSpec().withReplicas(null).endSpec().build();
        }
        return workload;
    }

    private HorizontalPodAutoscaler autoscaler(HasMetadata workload) {
        return new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(workload.getMetadata().getNamespace())
                .withLabels(workload.getMetadata().getLabels())
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef(workload.getApiVersion(), kind, name)
                .withMinReplicas(scaling.minReplicas())
                .withMaxReplicas(scaling.maxReplicas())
                .withMetrics(metrics())
                .withNewBehavior()
                // slow, as the clients of each removed pod have to reconnect
                .withNewScaleDown()
                .withStabilizationWindowSeconds(DOWN_AFTER_SECONDS)
                .addNewPolicy(DOWN_PERIOD_SECONDS, "Pods", 1)
                .endScaleDown()
                .endBehavior()
                .endSpec()
                .build();
    }

    private List<MetricSpec> metrics() {
        List<MetricSpec> metrics = new ArrayList<>();
        metrics.add(new MetricSpecBuilder().withType("Resource").withNewResource().withName("cpu").withNewTarget()
                .withType("Utilization").withAverageUtilization(scaling.config().cpuUtilization()).endTarget().endResource()
                .build());
        if (metered && scaling.config().connections() > 0) {
            metrics.add(new MetricSpecBuilder().withType("Pods").withNewPods().withNewMetric()
                    .withName("websocket_connections").endMetric().withNewTarget().withType("AverageValue")
                    .withAverageValue(new Quantity(Integer.toString(scaling.config().connections()))).endTarget().endPods()
                    .build());
        }
        return metrics;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<? extends Decorator>[] after() {
        return new Class[] { ResourceProvidingDecorator.class, ApplyReplicasToDeploymentDecorator.class,
                ApplyReplicasToStatefulSetDecorator.class };
    }
}
