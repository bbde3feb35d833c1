package io.quarkiverse.socketio.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jboss.jandex.DotName;

import io.quarkiverse.socketio.Presence;
import io.quarkiverse.socketio.PresenceEvent;
import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig;
import io.quarkiverse.socketio.runtime.quarkus.presence.PresenceEvents;
import io.quarkiverse.socketio.runtime.quarkus.presence.PresenceImpl;
import io.quarkiverse.socketio.runtime.quarkus.presence.PresenceWiring;
import io.quarkiverse.socketio.runtime.quarkus.presence.TrackedSockets;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.arc.processor.InjectionPointInfo;
import io.quarkus.arc.processor.ObserverInfo;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;

/** Adds the beans of presence where it is enabled; else refuses to build an application that uses it. */
class PresenceProcessor {
    private static final DotName PRESENCE = DotName.createSimple(Presence.class);
    private static final Set<DotName> EVENTS = Set.of(DotName.createSimple(PresenceEvent.class),
            DotName.createSimple(PresenceEvent.UserJoined.class), DotName.createSimple(PresenceEvent.UserLeft.class));

    @BuildStep
    void beans(SocketIOBuildConfig config, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (config.presence().enabled()) {
            beans.produce(AdditionalBeanBuildItem.builder().setUnremovable().addBeanClasses(PresenceWiring.class,
                    PresenceImpl.class, PresenceEvents.class, TrackedSockets.class).build());
        }
    }

    /** @param before has this step run before dependencies are resolved, whose failure would not name the cure */
    @BuildStep
    void isEnabledWhereUsed(SocketIOBuildConfig config, BeanDiscoveryFinishedBuildItem beans,
            BuildProducer<UnremovableBeanBuildItem> before) {
        if (config.presence().enabled()) {
            return;
        }
        List<String> uses = new Uses(beans).find();
        if (!uses.isEmpty()) {
            throw new IllegalStateException(
                    "Presence is used but not enabled: set quarkus.socketio.presence.enabled=true. It is used by "
                            + String.join(", ", uses));
        }
    }

    /** The uses of presence in the application. */
    private record Uses(BeanDiscoveryFinishedBuildItem beans) {
        List<String> find() {
            List<String> uses = new ArrayList<>();
            new InjectionPoints(beans).of(PRESENCE).map(InjectionPointInfo::getTargetInfo).forEach(uses::add);
            for (ObserverInfo observer : beans.getObservers()) {
                if (EVENTS.contains(observer.getObservedType().name())) {
                    uses.add(observer.toString());
                }
            }
            return uses;
        }
    }
}
