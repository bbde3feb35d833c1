package io.quarkiverse.socketio.deployment;

import io.quarkiverse.socketio.runtime.observe.metrics.HandlerTimers;
import io.quarkiverse.socketio.runtime.observe.metrics.SocketMeters;
import io.quarkiverse.socketio.runtime.observe.tracing.OpenTelemetryTracer;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;

/** Adds meters and tracing if the application has the extensions for them. */
class ObserveProcessor {

    /** Micrometer finds the meters by their type. */
    @BuildStep
    void meters(BuildProducer<AdditionalBeanBuildItem> beans) {
        if (QuarkusClassLoader.isClassPresentAtRuntime("io.micrometer.core.instrument.binder.MeterBinder")) {
            beans.produce(AdditionalBeanBuildItem.builder().setUnremovable()
                    .addBeanClasses(SocketMeters.class, HandlerTimers.class).build());
        }
    }

    @BuildStep
    void traces(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.OPENTELEMETRY_TRACER)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(OpenTelemetryTracer.class));
        }
    }
}
