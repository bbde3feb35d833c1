package io.quarkiverse.socketio.it.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Names the programs without which a test, or all tests of a class, cannot run. If one is missing the tests are skipped, and
 * {@link TestSummary} reports it; with {@code CI=true} in the environment they fail instead.
 * <pre>{@code
 * @Test
 * @Requires("node")
 * void aNodeClientConnects() {
 * }
 * }</pre>
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@ExtendWith(RequiresCondition.class)
public @interface Requires {
    /**
     * Names of programs on the PATH; {@code python3-x} stands for the module {@code x} of {@code /usr/bin/python3}, as in
     * Debian's package names. {@code redis-server} may be missing, except with {@code CI=true}: {@link RedisServer} then starts
     * one of version 6.2 that the build brings; {@code redis-server-7} is one on the PATH of that version or a later one.
     */
    String[] value();
}
