package io.quarkiverse.socketio.runtime.config;

import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
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

    /** Dev mode. */
    Dev dev();

    interface Dev {
        /**
         * The number of worker processes in dev mode. With 0 the application runs in the process of dev mode only. Otherwise the
         * classes are built as for production too, and a cluster of them serves the requests to the port of dev mode; each
         * reload replaces the workers.
         */
        @WithDefault("0")
        int workers();
    }

    /** Which users are connected. */
    Presence presence();

    interface Presence {
        /**
         * Whether users and their sockets are tracked: then the beans {@code Presence} and {@code PresenceEvent} can be used.
         * All servers that share users must have it.
         */
        @WithDefault("false")
        boolean enabled();
    }

    /** The manifests for Kubernetes, if the application has the extension {@code quarkus-kubernetes}. */
    Kubernetes kubernetes();

    interface Kubernetes {
        /** The HorizontalPodAutoscaler of the targets {@code kubernetes} and {@code openshift}. */
        Autoscaling autoscaling();
    }

    interface Autoscaling {
        /**
         * Whether manifests contain a HorizontalPodAutoscaler. It controls the number of pods, so
         * {@code quarkus.kubernetes.replicas} is left out. The load balancer must have sticky sessions. By default they contain
         * one if {@code quarkus.socketio.adapter.type} connects the pods when the application is built, or if
         * {@code min-replicas} or {@code max-replicas} is set: clients of pods that are not connected do not reach each other.
         */
        @ConfigDocDefault("if pods are connected")
        Optional<Boolean> enabled();

        /** The fewest pods that the autoscaler keeps. */
        @ConfigDocDefault("3")
        OptionalInt minReplicas();

        /** The most pods that the autoscaler starts. */
        @ConfigDocDefault("20")
        OptionalInt maxReplicas();

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
