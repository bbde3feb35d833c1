package io.quarkiverse.socketio.deployment;

import io.quarkiverse.socketio.runtime.observe.metrics.SocketMeters;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;

/** Meters, when the application has Micrometer, which finds them by their type. */
class MetricsProcessor {

    @BuildStep
    void meters(BuildProducer<AdditionalBeanBuildItem> beans) {
        if (QuarkusClassLoader.isClassPresentAtRuntime("io.micrometer.core.instrument.binder.MeterBinder")) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(SocketMeters.class));
        }
    }
}
