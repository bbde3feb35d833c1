package io.quarkiverse.socketio.runtime.quarkus.context;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;

/**
 * A duplicated Vert.x context for one call, in which Quarkus and other extensions keep what belongs to it.
 * <p>
 * Thread: any with a Vert.x context; stateless.
 */
public final class DuplicatedContext {
    private DuplicatedContext() {
    }

    public static void run(Runnable action) {
        ContextInternal context = create();
        ContextInternal previous = context.beginDispatch();
        try {
            action.run();
        } finally {
            context.endDispatch(previous);
        }
    }

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
