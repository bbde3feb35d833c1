package io.quarkiverse.socketio.runtime.socketio;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.handshake.ConnectError;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.smallrye.mutiny.Uni;

/**
 * The namespaces of a server: those of the application, and the children of parent namespaces that clients asked for.
 * <p>
 * Thread: any.
 */
final class Namespaces {
    private static final Logger LOG = Logger.getLogger(Namespaces.class);
    private static final LogLimiter LISTENER_FAILURES = new LogLimiter(10);
    private static final LogLimiter MATCHER_FAILURES = new LogLimiter(10);
    private static final ConnectError INVALID = new ConnectError("Invalid namespace", null);
    private static final ConnectError TOO_MANY = new ConnectError("Too many namespaces", null);

    /** Takes a namespace, or the error why there is none. */
    interface Result {
        void accept(@Nullable NamespaceImpl namespace, ConnectError error);
    }

    /** Creates a namespace; called while the map is locked. */
    interface Factory {
        NamespaceImpl make(String name, @Nullable ParentNamespace parent);
    }

    private final ServerOptions options;
    private final Factory factory;
    private final Map<String, NamespaceImpl> all = new ConcurrentHashMap<>();
    private final List<ParentNamespace> parents = new CopyOnWriteArrayList<>();
    private final List<Consumer<Namespace>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger children = new AtomicInteger();

    Namespaces(ServerOptions options, Factory factory) {
        this.options = options;
        this.factory = factory;
    }

    void add(NamespaceImpl namespace) {
        all.put(namespace.name(), namespace);
    }

    void add(ParentNamespace parent) {
        parents.add(parent);
    }

    int parents() {
        return parents.size();
    }

    void onNew(Consumer<Namespace> listener) {
        listeners.add(listener);
    }

    void offNew(Consumer<Namespace> listener) {
        listeners.remove(listener);
    }

    /**
     * Returns a namespace of the application, which is the child of no parent; creates it if necessary. A missing slash is
     * added.
     */
    NamespaceImpl own(String name) {
        return all.computeIfAbsent(full(name), key -> factory.make(key, null));
    }

    /**
     * As {@link #own}, but a new namespace whose name a pattern matches is a child of that parent: a child that was removed,
     * because it had no clients, must be a child again if the application asks for it before a client does.
     */
    NamespaceImpl of(String name) {
        String full = full(name);
        NamespaceImpl present = all.get(full);
        if (present != null) {
            return present;
        }
        ParentNamespace parent = parents.stream().filter(one -> one.alwaysMatches(full)).findFirst().orElse(null);
        AtomicBoolean created = new AtomicBoolean();
        NamespaceImpl namespace = all.computeIfAbsent(full, key -> {
            created.set(parent != null);
            return factory.make(key, parent);
        });
        if (created.get()) {
            listeners.forEach(listener -> callListener(listener, namespace));
        }
        return namespace;
    }

    private static String full(@Nullable String name) {
        Objects.requireNonNull(name, "The name of a namespace must not be null");
        String full = name.startsWith("/") ? name : "/" + name;
        if (!PacketParser.isNamespace(full)) {
            throw new IllegalArgumentException("No client can name the namespace " + DebugLog.quoted(full)
                    + ": it must have fewer than 1,024 bytes and no comma");
        }
        return full;
    }

    @Nullable
    NamespaceImpl find(String name) {
        return all.get(name);
    }

    Collection<NamespaceImpl> all() {
        return all.values();
    }

    /**
     * Finds the namespace of a client that connects, or creates it as a child; the client must {@link #leave} it again.
     *
     * @param result called once, on any thread, perhaps before this returns
     */
    void enter(String name, Handshake handshake, Result result) {
        NamespaceImpl present = all.computeIfPresent(name, (key, namespace) -> withClient(namespace));
        if (present != null) {
            result.accept(present, INVALID);
        } else {
            askParents(parents.iterator(), name, handshake, result);
        }
    }

    private static NamespaceImpl withClient(NamespaceImpl namespace) {
        namespace.addClient();
        return namespace;
    }

    private void askParents(Iterator<ParentNamespace> rest, String name, Handshake handshake, Result result) {
        if (!rest.hasNext()) {
            options.reports().warnf(LOG, "A client asked for the namespace %s, which does not exist: it is refused. Add a class"
                    + " with @SocketIO(%<s), or connect to one of %s", DebugLog.quoted(name),
                    DebugLog.names(new TreeSet<>(all.keySet())));
            result.accept(null, INVALID);
            return;
        }
        ParentNamespace parent = rest.next();
        Uni<Boolean> answer;
        try {
            answer = parent.matcher().accepts(name, handshake);
        } catch (RuntimeException e) {
            answer = Uni.createFrom().failure(e);
        }
        answer.subscribe().with(accepted -> {
            if (Boolean.TRUE.equals(accepted)) {
                enterChild(parent, name, result);
            } else {
                askParents(rest, name, handshake, result);
            }
        }, failure -> {
            MATCHER_FAILURES.logf(LOG, Logger.Level.ERROR, failure,
                    "A matcher of dynamic namespaces failed; the client is refused");
            result.accept(null, INVALID);
        });
    }

    private void enterChild(ParentNamespace parent, String name, Result result) {
        AtomicInteger created = new AtomicInteger();
        NamespaceImpl child = all.compute(name, (key, present) -> {
            if (present != null) {
                return withClient(present);
            }
            if (children.incrementAndGet() > options.limits().childNamespaces()) {
                children.decrementAndGet();
                return null;
            }
            created.set(1);
            NamespaceImpl made = factory.make(name, parent);
            made.markCreatedForClient();
            return withClient(made);
        });
        if (child == null) {
            LOG.debugf("Namespace %s is not created: quarkus.socketio.limits.child-namespaces is %d", DebugLog.name(name),
                    options.limits().childNamespaces());
            result.accept(null, TOO_MANY);
            return;
        }
        if (created.get() == 1) {
            listeners.forEach(listener -> callListener(listener, child));
        }
        result.accept(child, INVALID);
    }

    private static void callListener(Consumer<Namespace> listener, NamespaceImpl child) {
        try {
            listener.accept(child);
        } catch (RuntimeException e) {
            LISTENER_FAILURES.logf(LOG, Logger.Level.ERROR, e, "A listener of new namespaces failed for %s", child.name());
        }
    }

    /** A client that entered has left. */
    void leave(NamespaceImpl namespace) {
        all.computeIfPresent(namespace.name(), (key, present) -> {
            present.removeClient();
            return present;
        });
        removeUnused(namespace);
    }

    /**
     * Removes a child that no client uses or can recover a session in, if that is configured: the number of children is
     * limited, and any client may ask for some.
     */
    void removeUnused(NamespaceImpl namespace) {
        if (!options.cleanupEmptyChildNamespaces()) {
            return;
        }
        AtomicBoolean removed = new AtomicBoolean();
        all.computeIfPresent(namespace.name(), (key, present) -> {
            boolean unused = present == namespace && namespace.isUnused();
            removed.set(unused);
            return unused ? null : present;
        });
        if (removed.get()) {
            children.decrementAndGet();
            namespace.close();
        }
    }

    /** Returns the present children of a parent. */
    List<NamespaceImpl> childrenOf(ParentNamespace parent) {
        return all.values().stream().filter(namespace -> namespace.isChildOf(parent)).toList();
    }
}
