package io.quarkiverse.socketio.runtime.cluster.primary;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

import io.netty.channel.EventLoopGroup;
import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import io.quarkiverse.socketio.runtime.cluster.process.ClusterDirectory;
import io.quarkiverse.socketio.runtime.cluster.process.CommandLine;
import io.quarkiverse.socketio.runtime.cluster.process.HeapOption;
import io.quarkiverse.socketio.runtime.cluster.process.RollSignal;
import io.quarkiverse.socketio.runtime.cluster.process.WorkerLauncher;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Runs a primary, from opening the ports to the exit of the last worker.
 * <p>
 * Thread: the process' main thread, which {@link #run} blocks.
 */
public final class PrimaryMain {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    /** The environment variable that makes the primary shut down at the end of its standard input, with its parent process. */
    public static final String EXIT_WITH_INPUT = "SOCKETIO_EXIT_WITH_INPUT";

    private final PrimarySettings settings;
    private final ClusterDirectory directory;
    private final EventLoopGroup group;
    private final AtomicInteger stopSignals = new AtomicInteger();

    private PrimaryMain(PrimarySettings settings, ClusterDirectory directory, EventLoopGroup group) {
        this.group = group;
        this.settings = settings;
        this.directory = directory;
    }

    /** Installs a handler for USR2, which otherwise kills the JVM. To be called first in the process. */
    public static void installFirstSignals() {
        handle("USR2", signal -> LOG.info("Signal USR2: the cluster is not running yet"));
    }

    /**
     * Runs the cluster until it is shut down.
     *
     * @return the exit code: 0 after a requested shutdown, 1 when all workers have failed
     * @throws ClusterStartException when it cannot start
     */
    public static int run(PrimarySettings settings) throws IOException, InterruptedException {
        setUpNetty();
        List<String> self = CommandLine.ofThisProcess();
        HeapOption heap = HeapOption.of(settings, self);
        NettyTransport transport = NettyTransport.best();
        HandoffMode handoff = HandoffChoice.of(settings.launch().handoff(), transport);
        try (ClusterDirectory directory = ClusterDirectory.create()) {
            return new PrimaryMain(settings, directory, transport.newLoop("cluster-primary"))
                    .run(new WorkerLauncher(heap.launch(), settings.supervision().workers(), directory.path(), handoff,
                            settings.host().tag(), self), heap);
        }
    }

    /** Sets Netty's properties, unless the user has; before its classes are loaded. */
    private static void setUpNetty() {
        // as Quarkus does for an application
        setDefault("io.netty.allocator.maxOrder", "3");
        setDefault("io.netty.leakDetection.level", "disabled");
        // otherwise Netty inspects all network interfaces, which can take long
        setDefault("io.netty.machineId", randomMachineId());
    }

    private static void setDefault(String property, String value) {
        System.setProperty(property, System.getProperty(property, value));
    }

    private int run(WorkerLauncher launcher, HeapOption heap) throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        try (launcher) {
            Supervisor supervisor = new Supervisor(group.next(), settings, launcher);
            Ports ports = Ports.open(settings, group.next(), supervisor);
            new LinkServer(supervisor, LocalUser.uid())
                    .bind(group.next(), WorkerEnvironment.linkSocket(directory.path())).syncUninterruptibly();
            directory.announce(ports.main());
            supervisor.closePortBy(ports::close);
            supervisor.pagesAt(ports.pages() + settings.front().pages().paths().cluster());
            handleSignals(supervisor);
            if (System.getenv(EXIT_WITH_INPUT) != null) {
                shutDownAtEndOfInput(supervisor);
            }
            LOG.infof("%s cluster primary, pid %d, took %s and starts %s. Workers %s",
                    settings.front().identity().application(), ProcessHandle.current().pid(), ports, workers(),
                    HandoffChoice.describe(launcher.handoff()));
            heap.log();
            supervisor.ready().thenRun(() -> {
                LOG.infof("Cluster of %s ready in %.3fs. Listening on: %s", workers(), (System.nanoTime() - startedAt) / 1e9,
                        ports);
                // the garbage of the start, which a JVM with an initial heap of hundreds of megabytes would keep for hours
                System.gc();
            });
            logSessionMemory();
            supervisor.start();
            int code = supervisor.exitCode().join();
            LOG.info("Cluster stopped");
            return code;
        } catch (CompletionException e) {
            throw e.getCause() instanceof ClusterStartException refused ? refused : e;
        } finally {
            group.shutdownGracefully();
        }
    }

    private String workers() {
        int count = settings.supervision().workers();
        return count == 1 ? "1 worker" : count + " workers";
    }

    private static void shutDownAtEndOfInput(Supervisor supervisor) {
        Thread reader = new Thread(() -> {
            try (InputStream input = System.in) {
                input.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                LOG.debug("standard input", e);
            }
            LOG.info("End of standard input: shutting down");
            supervisor.shutdown();
        }, "cluster-input");
        reader.setDaemon(true);
        reader.start();
    }

    private void logSessionMemory() {
        long wanted = settings.limits().sessionBytes();
        long taken = settings.limits().sessionBytesIn(Runtime.getRuntime().maxMemory());
        if (taken < wanted) {
            LOG.infof("Saved sessions may use %d MB, a quarter of this process' heap, not the %d MB of"
                    + " quarkus.socketio.cluster.session-bytes", taken >> 20, wanted >> 20);
        }
    }

    private void handleSignals(Supervisor supervisor) {
        handle("TERM", signal -> stop(signal, supervisor));
        handle("INT", signal -> stop(signal, supervisor));
        handle("USR1", signal -> supervisor.roll("signal USR1"));
        handle("USR2", RollSignal.create(() -> supervisor.roll("signal USR2")));
        handle("HUP", signal -> supervisor.announceSignal("HUP"));
        handle("TTIN", signal -> supervisor.scaleBy(1, "signal TTIN"));
        handle("TTOU", signal -> supervisor.scaleBy(-1, "signal TTOU"));
    }

    private void stop(Signal signal, Supervisor supervisor) {
        boolean immediately = stopSignals.getAndIncrement() > 0;
        LOG.infof("Signal %s: shutting down %s", signal.getName(),
                immediately ? "at once" : "within " + settings.supervision().limits().shutdown().toSeconds() + " s");
        supervisor.shutdown(immediately);
    }

    private static void handle(String signal, SignalHandler handler) {
        try {
            Signal.handle(new Signal(signal), handler);
        } catch (IllegalArgumentException e) {
            LOG.debugf("No handler for signal %s: %s", signal, e.getMessage());
        }
    }

    private static String randomMachineId() {
        byte[] id = new byte[8];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.ofDelimiter(":").formatHex(id);
    }
}
