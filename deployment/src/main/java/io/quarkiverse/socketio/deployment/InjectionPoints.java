package io.quarkiverse.socketio.deployment;

import java.util.stream.Stream;

import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;

import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.processor.InjectionPointInfo;

/** The injection points of the application. */
record InjectionPoints(BeanDiscoveryFinishedBuildItem beans) {

    /** Returns those of a type, also where it is the argument of another one, such as {@code Instance}. */
    Stream<InjectionPointInfo> of(DotName type) {
        return beans.getInjectionPoints().stream().filter(point -> isUse(point.getRequiredType(), type));
    }

    private static boolean isUse(Type required, DotName type) {
        return required.name().equals(type) || required.kind() == Type.Kind.PARAMETERIZED_TYPE
                && required.asParameterizedType().arguments().stream().anyMatch(argument -> argument.name().equals(type));
    }
}
