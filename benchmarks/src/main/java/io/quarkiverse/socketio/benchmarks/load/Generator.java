package io.quarkiverse.socketio.benchmarks.load;

import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutionException;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.SingleThreadEventExecutor;

/**
 * The thread of all clients. One thread needs no locks, and how busy it is tells whether it limits what is measured.
 * <p>
 * Thread: any.
 */
final class Generator {
    private static final EventLoop LOOP = new EpollEventLoopGroup(1, new DefaultThreadFactory("clients", true))
            .next();
    private static final long THREAD = ((SingleThreadEventExecutor) LOOP).threadProperties().id();

    private Generator() {
    }

    static EventLoop loop() {
        return LOOP;
    }

    /** Runs a task on the thread, and waits for it. */
    static void run(Runnable task) {
        try {
            LOOP.submit(task).get();
        } catch (ExecutionException e) {
            throw new LoadException(e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            throw new LoadException("interrupted", e);
        }
    }

    static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(THREAD);
    }
}
