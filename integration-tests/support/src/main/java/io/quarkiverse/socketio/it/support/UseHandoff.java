package io.quarkiverse.socketio.it.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts all applications of a test class with that handoff. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(UseHandoff.Mode.class)
public @interface UseHandoff {
    Handoff value();

    /** Passes the option to {@link AppProcess} before the methods of the class run. */
    final class Mode implements BeforeAllCallback, AfterAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            AppProcess.startAllWith(context.getRequiredTestClass().getAnnotation(UseHandoff.class).value().option());
        }

        @Override
        public void afterAll(ExtensionContext context) {
            AppProcess.startAllWith();
        }
    }
}
