package io.quarkiverse.socketio.deployment;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;

/**
 * Finds the annotations of a class or method as the build sees them: after the annotation transformers of all extensions, which
 * may add and remove annotations.
 * <p>
 * Thread: one build step.
 *
 * @param all returns all annotations of a class or method
 */
record AnnotationLookup(Function<AnnotationTarget, Collection<AnnotationInstance>> all) {

    Optional<AnnotationInstance> find(AnnotationTarget target, DotName name) {
        return all.apply(target).stream().filter(annotation -> annotation.name().equals(name)).findFirst();
    }

    boolean has(AnnotationTarget target, DotName name) {
        return find(target, name).isPresent();
    }
}
