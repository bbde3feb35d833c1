package io.quarkiverse.socketio.it.badinput;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Rows of {@code docs/modules/ROOT/pages/internals/bad-inputs.adoc} that a test shows; each row has a test, which is tested.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
    int[] value();
}
