package io.quarkiverse.socketio.deployment;

import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.VIRTUAL_THREAD;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;

import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;

/**
 * Decides by Quarkus' rules on which kind of thread a handler runs: by the annotation of its method, else of its class, else by
 * its signature.
 * <p>
 * Thread: one build step.
 */
record ExecutionRules(AnnotationLookup annotations, Problems problems) {
    private static final DotName TRANSACTIONAL = DotName.createSimple("jakarta.transaction.Transactional");
    private static final Map<DotName, ExecutionMode> MODES = modes();

    private static Map<DotName, ExecutionMode> modes() {
        Map<DotName, ExecutionMode> modes = new LinkedHashMap<>();
        modes.put(DotName.createSimple(NonBlocking.class), EVENT_LOOP);
        modes.put(DotName.createSimple(Blocking.class), WORKER);
        modes.put(DotName.createSimple(RunOnVirtualThread.class), VIRTUAL_THREAD);
        return modes;
    }

    ExecutionMode mode(HandlerSignature handler) {
        List<DotName> asked = asked(handler.method());
        if (asked.isEmpty()) {
            asked = asked(handler.bean());
        }
        if (asked.size() > 1) {
            problems.add(handler.method(), "is both @" + asked.get(0).withoutPackagePrefix() + " and @"
                    + asked.get(1).withoutPackagePrefix());
        }
        boolean transactional = annotations.has(handler.method(), TRANSACTIONAL)
                || annotations.has(handler.bean(), TRANSACTIONAL);
        if (asked.isEmpty()) {
            return handler.returnsUni() && !transactional ? EVENT_LOOP : WORKER;
        }
        ExecutionMode mode = MODES.get(asked.get(0));
        if (mode == EVENT_LOOP && transactional) {
            problems.add(handler.method(), "is both @NonBlocking and @Transactional, which blocks");
        }
        return mode;
    }

    private List<DotName> asked(AnnotationTarget target) {
        return MODES.keySet().stream().filter(name -> annotations.has(target, name)).toList();
    }
}
