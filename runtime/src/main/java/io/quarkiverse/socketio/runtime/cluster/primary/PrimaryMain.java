package io.quarkiverse.socketio.runtime.cluster.primary;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkiverse.socketio.runtime.cluster.dispatch.Acceptor;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The life of a primary, from taking the port to the end of the last worker.
 * <p>
 * Thread: the process' main thread, which {@link #run} blocks.
 */
public final class PrimaryMain {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    private final PrimarySettings settings;
    private final ClusterDirectory directory;
    private final EpollEventLoopGroup group = new EpollEventLoopGroup(1, new DefaultThreadFactory("cluster-primary", true));
    private final AtomicInteger stopSignals = new AtomicInteger();

    private PrimaryMain(PrimarySettings settings, ClusterDirectory directory) {
        this.settings = settings;
        this.directory = directory;
    }

    /**
     * First thing in the process: until there is a handler, an USR2 from outside kills the JVM.
     */
    public static void installFirstSignals() {
        handle("USR2", signal -> LOG.info("Signal USR2: nothing is bound to it yet"));
    }

    /**
     * Runs the cluster until it is shut down.
     *
     * @return the exit code: 0 after a wanted end, 1 when all workers have failed
     * @throws StartFailure when it cannot start
     */
    public static int run(PrimarySettings settings) throws IOException, InterruptedException {
        System.setProperty("io.netty.allocator.maxOrder", System.getProperty("io.netty.allocator.maxOrder", "3"));
        // else Netty asks all network interfaces, which can take long
        System.setProperty("io.netty.machineId", System.getProperty("io.netty.machineId", randomMachineId()));
        if (!Epoll.isAvailable()) {
            throw new StartFailure("A cluster needs Netty's native epoll transport, which cannot be used here ("
                    + rootMessage(Epoll.unavailabilityCause())
                    + "). Run on Linux with io.netty:netty-transport-native-epoll of this platform on the class path,"
                    + " or set quarkus.socketio.cluster.enabled=false");
        }
        try (ClusterDirectory directory = ClusterDirectory.create()) {
            return new PrimaryMain(settings, directory).runIn();
        }
    }

    private int runIn() throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        try (WorkerLauncher launcher = new WorkerLauncher(settings.launch(), settings.seats().count(), directory.path())) {
            Supervisor supervisor = new Supervisor(group.next(), settings, launcher);
            Acceptor acceptor = new Acceptor(group.next(), supervisor, settings.front().affinity(),
                    settings.limits().firstRequest().toMillis());
            takePort(acceptor);
            new LinkServer(supervisor, directory.owner())
                    .bind(group.next(), WorkerEnvironment.linkSocket(directory.path())).syncUninterruptibly();
            handle("TERM", signal -> stop(signal, supervisor, acceptor));
            handle("INT", signal -> stop(signal, supervisor, acceptor));
            LOG.infof("%s cluster primary, pid %d, took %s and starts %d workers", settings.front().name(),
                    ProcessHandle.current().pid(), url(acceptor), settings.seats().count());
            supervisor.ready().thenRun(() -> LOG.infof("Cluster of %d workers ready in %.3fs. Listening on: %s",
                    settings.seats().count(), (System.nanoTime() - startedAt) / 1e9, url(acceptor)));
            supervisor.start();
            int code = supervisor.end().join();
            LOG.info("Cluster stopped");
            return code;
        } finally {
            group.shutdownGracefully();
        }
    }

    private void takePort(Acceptor acceptor) {
        PrimarySettings.Listen listen = settings.listen();
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        if (address.isUnresolved()) {
            throw new StartFailure("quarkus.http.host=" + listen.host() + " is no address of this machine");
        }
        ChannelFuture bound = acceptor.bind(address, listen.backlog()).awaitUninterruptibly();
        if (bound.isSuccess()) {
            return;
        }
        Throwable cause = bound.cause();
        String why = PortHolder.of(listen.port()).map(pid -> "process " + pid + " listens on it" + commandOf(pid))
                .orElse(String.valueOf(cause.getMessage()));
        throw new StartFailure("Cannot take port " + listen.port() + " of " + listen.host() + ": " + why
                + ". End that process, or choose another port with quarkus.http.port");
    }

    private void stop(Signal signal, Supervisor supervisor, Acceptor acceptor) {
        boolean immediately = stopSignals.getAndIncrement() > 0;
        LOG.infof("Signal %s: shutting down %s", signal.getName(),
                immediately ? "at once" : "within " + settings.limits().shutdown().toSeconds() + " s");
        group.next().execute(acceptor::close);
        supervisor.shutdown(immediately);
    }

    private static void handle(String signal, SignalHandler handler) {
        try {
            Signal.handle(new Signal(signal), handler);
        } catch (IllegalArgumentException e) {
            LOG.debugf("No handler for signal %s: %s", signal, e.getMessage());
        }
    }

    private static String url(Acceptor acceptor) {
        InetSocketAddress address = acceptor.address();
        String host = address.getAddress().isAnyLocalAddress() ? "0.0.0.0" : address.getHostString();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static String commandOf(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).map(command -> " (" + command + ")")
                .orElse("");
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static String randomMachineId() {
        byte[] id = new byte[8];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.ofDelimiter(":").formatHex(id);
    }
}
