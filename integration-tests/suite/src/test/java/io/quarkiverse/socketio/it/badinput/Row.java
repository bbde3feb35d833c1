package io.quarkiverse.socketio.it.badinput;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The rows of {@code docs/modules/ROOT/pages/internals/bad-inputs.adoc} that a test covers; {@link BadInputTableTest} checks
 * that each row has one.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
    int[] value();
}
