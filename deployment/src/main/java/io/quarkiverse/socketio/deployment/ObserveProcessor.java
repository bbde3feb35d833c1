package io.quarkiverse.socketio.deployment;

import io.quarkiverse.socketio.runtime.observe.metrics.SocketMeters;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;

/** Adds the meters, which Micrometer finds by their type, if the application has that extension. */
class MetricsProcessor {

    @BuildStep
    void meters(BuildProducer<AdditionalBeanBuildItem> beans) {
        if (QuarkusClassLoader.isClassPresentAtRuntime("io.micrometer.core.instrument.binder.MeterBinder")) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(SocketMeters.class));
        }
    }
}
