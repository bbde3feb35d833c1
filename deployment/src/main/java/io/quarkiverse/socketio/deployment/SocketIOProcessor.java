package io.quarkiverse.socketio.deployment;

import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig;
import io.quarkiverse.socketio.runtime.observe.health.AdapterHealth;
import io.quarkiverse.socketio.runtime.quarkus.admin.AdminWiring;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterManagerImpl;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostRelay;
import io.quarkiverse.socketio.runtime.quarkus.cluster.MisroutedRequests;
import io.quarkiverse.socketio.runtime.quarkus.context.QuarkusHandlerExecutor;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.NamespaceBeans;
import io.quarkiverse.socketio.runtime.quarkus.wiring.AdapterWiring;
import io.quarkiverse.socketio.runtime.quarkus.wiring.ConnectionErrorEvents;
import io.quarkiverse.socketio.runtime.quarkus.wiring.HttpServerCustomizer;
import io.quarkiverse.socketio.runtime.quarkus.wiring.SocketIORecorder;
import io.quarkiverse.socketio.runtime.quarkus.wiring.SocketIOWiring;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.BeanContainerBuildItem;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.ShutdownListenerBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceDirectoryBuildItem;
import io.quarkus.vertx.core.deployment.VertxOptionsConsumerBuildItem;
import io.quarkus.vertx.http.deployment.FilterBuildItem;
import io.quarkus.vertx.http.deployment.RouteBuildItem;
import io.quarkus.vertx.http.runtime.RouteConstants;

/** Adds the server's beans and routes. */
class SocketIOProcessor {
    private static final String[] CLIENT_FILES = { "socket.io.js", "socket.io.min.js", "socket.io.esm.min.js",
            "socket.io.msgpack.min.js" };
    /** The priority of a filter that precedes those of the cluster. */
    private static final int BEFORE_ALL = 100_010;

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("socketio");
    }

    @BuildStep
    AdditionalBeanBuildItem beans() {
        return AdditionalBeanBuildItem.builder().setUnremovable()
                .addBeanClasses(SocketIOWiring.class, AdapterWiring.class, NamespaceBeans.class, ConnectionErrorEvents.class,
                        HttpServerCustomizer.class, AdminWiring.class,
                        QuarkusHandlerExecutor.class,
                        ClusterMembership.class, MisroutedRequests.class, ClusterManagerImpl.class, HostRelay.class)
                .build();
    }

    /** Native executables have only the resources that are named at build time. */
    @BuildStep
    NativeImageResourceDirectoryBuildItem clientFilesInNativeExecutables() {
        return new NativeImageResourceDirectoryBuildItem("META-INF/socketio-client");
    }

    /** By name: the class needs those of the extension for scheduled methods. */
    @BuildStep
    void oncePerCluster(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.SCHEDULER)) {
            beans.produce(AdditionalBeanBuildItem.builder().setUnremovable()
                    .addBeanClass("io.quarkiverse.socketio.scheduler.OncePerCluster").build());
        }
    }

    /** By name: the class needs those of the extension that validates beans. */
    @BuildStep
    void validation(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.HIBERNATE_VALIDATOR)) {
            beans.produce(AdditionalBeanBuildItem.builder().setUnremovable()
                    .addBeanClass("io.quarkiverse.socketio.runtime.quarkus.endpoint.ValidationFaults").build());
        }
    }

    /** By name: the classes need those of the extension for Redis. */
    @BuildStep
    void redis(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.REDIS_CLIENT)) {
            beans.produce(AdditionalBeanBuildItem.builder().setUnremovable()
                    .addBeanClasses("io.quarkiverse.socketio.runtime.quarkus.redis.RedisWiring",
                            "io.quarkiverse.socketio.runtime.quarkus.redis.LeaderWiring",
                            "io.quarkiverse.socketio.runtime.quarkus.redis.EmitterWiring")
                    .build());
            if (capabilities.isPresent(Capability.SMALLRYE_HEALTH)) {
                beans.produce(AdditionalBeanBuildItem.unremovableOf(AdapterHealth.class));
            }
        }
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    ShutdownListenerBuildItem disconnectOnShutdown(SocketIORecorder recorder) {
        return new ShutdownListenerBuildItem(recorder.disconnectOnShutdown());
    }

    /** As a step that the creation of Vert.x waits for, the check runs before what needs Vert.x: keys, clients of Redis, routes. */
    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    VertxOptionsConsumerBuildItem refuseMistakes(SocketIORecorder recorder) {
        return new VertxOptionsConsumerBuildItem(recorder.refuseMistakes(), 0);
    }

    /** Adds the filter before all routes of the application, as they share connections with those of the server. */
    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    FilterBuildItem pipelinedRequests(SocketIORecorder recorder, BeanContainerBuildItem container) {
        return new FilterBuildItem(recorder.pipelinedRequests(container.getValue()), BEFORE_ALL);
    }

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void routes(SocketIORecorder recorder, BeanContainerBuildItem container, SocketIOBuildConfig config,
            BuildProducer<RouteBuildItem> routes) {
        String path = config.path().replaceAll("/+$", "");
        for (String file : CLIENT_FILES) {
            routes.produce(clientFile(path + "/" + file, recorder, container));
            routes.produce(clientFile(path + "/" + file + ".map", recorder, container));
        }
        routes.produce(RouteBuildItem.builder().orderedRoute(path + "/*", RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT)
                .handler(recorder.engineRoute(container.getValue())).build());
    }

    private static RouteBuildItem clientFile(String path, SocketIORecorder recorder, BeanContainerBuildItem container) {
        return RouteBuildItem.builder().orderedRoute(path, RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT - 1)
                .handler(recorder.clientFiles(container.getValue())).blockingRoute().build();
    }
}
