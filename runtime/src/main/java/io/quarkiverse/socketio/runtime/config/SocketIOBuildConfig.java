package io.quarkiverse.socketio.runtime.config;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is fixed when the application is built. */
@ConfigMapping(prefix = "quarkus.socketio")
@ConfigRoot(phase = ConfigPhase.BUILD_AND_RUN_TIME_FIXED)
public interface SocketIOBuildConfig {

    /** The path that clients connect to, below `quarkus.http.root-path`. */
    @WithDefault("/socket.io")
    String path();

    /** What is generated for Kubernetes, when the application has the extension `quarkus-kubernetes`. */
    Kubernetes kubernetes();

    interface Kubernetes {
        /** The HorizontalPodAutoscaler of the targets `kubernetes` and `openshift`. */
        Autoscaling autoscaling();
    }

    interface Autoscaling {
        /**
         * Whether manifests have a HorizontalPodAutoscaler. It decides how many pods there are; `quarkus.kubernetes.replicas`
         * is left out. The load balancer must keep a client on its pod.
         */
        @WithDefault("true")
        boolean enabled();

        /** The fewest pods that the autoscaler keeps. */
        @WithDefault("3")
        int minReplicas();

        /** The most pods that the autoscaler starts. */
        @WithDefault("20")
        int maxReplicas();

        /**
         * CPU load that the autoscaler aims at, in percent of what pods request, `quarkus.kubernetes.resources.requests.cpu`.
         */
        @WithDefault("70")
        int cpuUtilization();

        /**
         * Clients per pod that the autoscaler aims at, 0 for any number. Needs the extension
         * `quarkus-micrometer-registry-prometheus`, and the metric `websocket_connections` in Kubernetes' custom metrics API.
         */
        @WithDefault("40000")
        int connections();
    }
}
