package io.quarkiverse.socketio.runtime.bus;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/** A bus that a test can mute or break. Thread: any. */
final class SwitchedBus implements Bus {
    private enum State {
        WORKS,
        MUTE,
        LOSING,
        WITHOUT_PLACES,
        BROKEN
    }

    private final Bus bus;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile State state = State.WORKS;
    /** What was received while that is held back; guarded by itself. */
    private final List<Runnable> held = new ArrayList<>();
    private volatile boolean holds;
    private @Nullable Listener listening;

    SwitchedBus(Bus bus) {
        this.bus = bus;
    }

    /** Drops all messages of this server from now on, as if it hung. */
    void mute() {
        state = State.MUTE;
    }

    /** Accepts messages and loses them. */
    void lose() {
        state = State.LOSING;
    }

    /** Holds back what is received from now on. */
    void hold() {
        holds = true;
    }

    /** Delivers what was held back. */
    void release() {
        holds = false;
        synchronized (held) {
            held.forEach(Runnable::run);
            held.clear();
        }
    }

    /** Lets the bus work again, after any of the above. */
    void work() {
        state = State.WORKS;
    }

    /** Sequences nothing. */
    void stopSequencing() {
        state = State.WITHOUT_PLACES;
    }

    void breakDown() {
        state = State.BROKEN;
    }

    /** Returns how many messages were sent to one server. */
    int sent() {
        return sent.get();
    }

    private boolean speaks() {
        if (state == State.BROKEN) {
            throw new IllegalStateException("a broken bus, for a test");
        }
        return state == State.WORKS || state == State.WITHOUT_PLACES;
    }

    @Override
    public String self() {
        return bus.self();
    }

    @Override
    public boolean isConnected() {
        return state == State.WORKS && bus.isConnected();
    }

    @Override
    public void publish(ClusterMessage message) {
        if (speaks()) {
            bus.publish(message);
        }
    }

    @Override
    public void send(String server, ClusterMessage message) {
        if (speaks()) {
            sent.incrementAndGet();
            bus.send(server, message);
        }
    }

    @Override
    public boolean sequence(ClusterMessage message, Placement placement) {
        return speaks() ? state == State.WORKS && bus.sequence(message, (Placement) receiver(Placement.class, placement))
                : state == State.LOSING;
    }

    @Override
    public void listen(Listener listener) {
        listening = listener;
        bus.listen((Listener) receiver(Listener.class, listener));
    }

    /** Loses the connection for a moment. */
    void interrupt() {
        if (listening != null) {
            listening.onInterrupted();
        }
    }

    /** Returns one whose calls can be held back. */
    private Object receiver(Class<?> type, Object receiver) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> receive(() -> method.invoke(receiver, arguments)));
    }

    private @Nullable Object receive(Callable<?> call) throws Exception {
        if (holds) {
            synchronized (held) {
                held.add(() -> {
                    try {
                        call.call();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
            }
        } else {
            call.call();
        }
        return null;
    }

    @Override
    public void close() {
        bus.close();
    }
}
