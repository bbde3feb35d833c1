package io.quarkiverse.socketio.it.support;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips or fails tests whose {@link Requires} names a missing program. {@link TestSummary} parses the reason. */
final class RequiresCondition implements ExecutionCondition {
    private final boolean ci;

    RequiresCondition() {
        this("true".equals(System.getenv("CI")));
    }

    RequiresCondition(boolean ci) {
        this.ci = ci;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return decide(context.getElement().orElseThrow());
    }

    ConditionEvaluationResult decide(AnnotatedElement test) {
        List<String> missing = findAnnotation(test, Requires.class).stream().flatMap(requires -> Stream.of(requires.value()))
                .filter(program -> !Programs.isInstalled(program) && (ci || !Programs.isReplaced(program))).toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled(null);
        }
        String reason = "missing: " + String.join(", ", missing);
        if (ci) {
            throw new IllegalStateException(reason + "; with CI=true this is a failure");
        }
        return ConditionEvaluationResult.disabled(reason);
    }
}
