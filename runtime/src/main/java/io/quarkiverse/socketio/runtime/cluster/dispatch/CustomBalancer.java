package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.lang.reflect.InvocationTargetException;
import java.util.List;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.spi.LoadBalancer;

/**
 * Load balancer that calls one of the application, and a substitute where that fails, so that no connection is lost.
 * <p>
 * Thread: the primary's event loop.
 */
record CustomBalancer(LoadBalancer own, LoadBalancer substitute) implements LoadBalancer {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final LogLimiter FAILURES = new LogLimiter();

    /** @throws IllegalArgumentException when there is no such class, or it cannot be used */
    static LoadBalancer instanceOf(String className) {
        try {
            Object made = Class.forName(className, true, Thread.currentThread().getContextClassLoader()).getConstructor()
                    .newInstance();
            if (made instanceof LoadBalancer balancer) {
                return balancer;
            }
            throw new IllegalArgumentException(className + " does not implement " + LoadBalancer.class.getName());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("there is no class " + className, e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw new IllegalArgumentException(className + " is not public with a public constructor without arguments", e);
        } catch (InvocationTargetException | LinkageError e) {
            throw new IllegalArgumentException(className + " cannot be made: "
                    + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    @Override
    public Candidate choose(List<? extends Candidate> ready, String client) {
        try {
            Candidate chosen = own.choose(ready, client);
            if (ready.contains(chosen)) {
                return chosen;
            }
            log(new IllegalStateException("it chose " + chosen + ", which is none of " + ready));
        } catch (RuntimeException | StackOverflowError e) {
            log(e);
        }
        return substitute.choose(ready, client);
    }

    private void log(Throwable failure) {
        FAILURES.logf(LOG, Logger.Level.ERROR, failure,
                "The load balancer %s has failed. Wherever it does, least-connection chooses",
                own.getClass().getName());
    }
}
