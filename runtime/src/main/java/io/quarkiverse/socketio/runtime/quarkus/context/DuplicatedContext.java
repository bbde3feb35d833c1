package io.quarkiverse.socketio.runtime.quarkus.context;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;

/**
 * Creates duplicated Vert.x contexts, one for each call of application code: Quarkus and other extensions keep the call's data
 * there.
 * <p>
 * Thread: any with a Vert.x context; stateless.
 */
public final class DuplicatedContext {
    private DuplicatedContext() {
    }

    /** Runs an action in a new duplicated context. */
    public static void run(Runnable action) {
        ContextInternal context = create();
        ContextInternal previous = context.beginDispatch();
        try {
            action.run();
        } finally {
            context.endDispatch(previous);
        }
    }

    /** Creates a duplicated context of the current one. */
    public static ContextInternal create() {
        Context current = ContextInternal.current();
        if (current == null) {
            throw new IllegalStateException("[BUG] a handler is called outside Vert.x");
        }
        Context context = VertxContext.createNewDuplicatedContext(current);
        VertxContextSafetyToggle.setContextSafe(context, true);
        return (ContextInternal) context;
    }
}
