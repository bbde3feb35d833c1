package io.quarkiverse.socketio.it.badinput;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import io.quarkiverse.socketio.it.support.FixtureM.Mode;

/**
 * Starts a {@link BadInputServer} for each mode, and for each choice of options, when it is first asked for; all test classes share
 * them, and the last one ends them.
 * <p>
 * Thread: the test's.
 */
final class BadInputServers implements ParameterResolver {
    /** With tight limits; what is off by default is off. */
    static final String DEFAULTS = "x";
    /** The same with what is off by default. */
    static final String ALL_OPTIONS = "x,o";
    /** As by default, with little memory. */
    static final String SMALL = "x,s";
    /** Namespaces that clients made stay. */
    static final String KEEPING = "x,q";
    /** And with what is unsafe where old browsers have cookies. */
    static final String WITH_JSONP = "x,o,j";
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(BadInputServers.class);

    /** What a test takes as a parameter. */
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
