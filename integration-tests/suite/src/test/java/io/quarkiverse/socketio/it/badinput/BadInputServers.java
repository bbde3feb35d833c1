package io.quarkiverse.socketio.it.badinput;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import io.quarkiverse.socketio.it.support.FixtureM.Mode;

/**
 * Starts a {@link BadInputServer} for each mode and each set of profiles when it is first used; all test classes share them,
 * and they are closed after the last one.
 * <p>
 * Thread: the test's.
 */
final class BadInputServers implements ParameterResolver {
    /** Tight limits; features that are off by default are off. */
    static final String DEFAULTS = "x";
    /** Tight limits; features that are off by default are on. */
    static final String ALL_OPTIONS = "x,o";
    /** The defaults with a small heap. */
    static final String SMALL = "x,s";
    /** Empty child namespaces are kept. */
    static final String KEEPING = "x,q";
    /** Additionally JSONP, which is unsafe with cookies in old browsers. */
    static final String WITH_JSONP = "x,o,j";
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(BadInputServers.class);

    /** The running servers, a parameter of test methods. */
    record Running(ExtensionContext.Store store) {
        BadInputServer get(Mode mode) {
            return get(mode, DEFAULTS);
        }

        BadInputServer get(Mode mode, String profiles) {
            return store.computeIfAbsent(new Key(mode, profiles), key -> new BadInputServer(key.mode, key.profiles),
                    BadInputServer.class);
        }
    }

    private record Key(Mode mode, String profiles) {
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new Running(context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE));
    }
}
