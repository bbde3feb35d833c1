package io.quarkiverse.socketio.deployment;

import java.util.List;
import java.util.stream.Stream;

import org.jboss.jandex.DotName;

import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.arc.processor.InjectionPointInfo;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;

/** Adds the beans for the connections of quarkus-websockets-next where it is present; else refuses an application that uses them. */
class WebSocketsProcessor {
    private static final DotName CONNECTIONS = DotName.createSimple(ClusterConnections.class);
    private static final String PACKAGE = "io.quarkiverse.socketio.runtime.quarkus.websockets.";

    /** By name: the classes need those of the extension. */
    @BuildStep
    void beans(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.WEBSOCKETS_NEXT)) {
            beans.produce(AdditionalBeanBuildItem.builder().setUnremovable()
                    .addBeanClasses(Stream.of("ClusterConnectionsImpl", "LocalConnections", "RemoteMessages", "ClientRecorder",
                            "WebSocketDrain").map(PACKAGE::concat).toArray(String[]::new))
                    .build());
        }
    }

    /** @param before has this step run before dependencies are resolved, whose failure would not name the cure */
    @BuildStep
    void extensionIsPresentWhereUsed(Capabilities capabilities, BeanDiscoveryFinishedBuildItem beans,
            BuildProducer<UnremovableBeanBuildItem> before) {
        if (capabilities.isPresent(Capability.WEBSOCKETS_NEXT)) {
            return;
        }
        List<String> uses = new InjectionPoints(beans).of(CONNECTIONS).map(InjectionPointInfo::getTargetInfo).toList();
        if (!uses.isEmpty()) {
            throw new IllegalStateException("ClusterConnections needs the extension quarkus-websockets-next:"
                    + " add io.quarkus:quarkus-websockets-next to the dependencies. It is used by " + String.join(", ", uses));
        }
    }
}
