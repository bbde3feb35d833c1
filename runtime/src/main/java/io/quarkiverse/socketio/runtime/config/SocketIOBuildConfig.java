package io.quarkiverse.socketio.runtime.config;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The Socket.IO server's configuration that is fixed at build time. */
@ConfigMapping(prefix = "quarkus.socketio")
@ConfigRoot(phase = ConfigPhase.BUILD_AND_RUN_TIME_FIXED)
public interface SocketIOBuildConfig {

    /** The path that clients connect to, below {@code quarkus.http.root-path}. */
    @WithDefault("/socket.io")
    String path();

    /** The manifests for Kubernetes, if the application has the extension {@code quarkus-kubernetes}. */
    Kubernetes kubernetes();

    interface Kubernetes {
        /** The HorizontalPodAutoscaler of the targets {@code kubernetes} and {@code openshift}. */
        Autoscaling autoscaling();
    }

    interface Autoscaling {
        /**
         * Whether manifests contain a HorizontalPodAutoscaler. It controls the number of pods, so
         * {@code quarkus.kubernetes.replicas} is left out. The load balancer must have sticky sessions.
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
         * The CPU utilization that the autoscaler aims at, in percent of the pods' request
         * ({@code quarkus.kubernetes.resources.requests.cpu}).
         */
        @WithDefault("70")
        int cpuUtilization();

        /**
         * The number of clients per pod that the autoscaler aims at; 0 means any number. Requires the extension
         * {@code quarkus-micrometer-registry-prometheus}, and the metric {@code websocket_connections} in Kubernetes' custom
         * metrics API.
         */
        @WithDefault("40000")
        int connections();
    }
}
