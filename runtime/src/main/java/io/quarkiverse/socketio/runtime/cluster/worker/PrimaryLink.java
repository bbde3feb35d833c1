package io.quarkiverse.socketio.runtime.cluster.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.quarkiverse.socketio.runtime.cluster.handoff.ChannelAdoption;
import io.quarkiverse.socketio.runtime.cluster.handoff.FdReceiver;
import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.handoff.PipeReceiver;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.ClusterView;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Hello;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Load;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Members;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.PendingQueries;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.SequenceStart;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;

/**
 * The worker's end of its connections to the primary. When one of them is closed, the worker exits.
 * <p>
 * Thread: any; the link has its own event loop, so that a busy application does not look like a dead one.
 */
final class PrimaryLink {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final long HEARTBEAT_MILLIS = 1000;
    private static final long REPORT_MILLIS = 50;
    private static final long STEP_MILLIS = 50;
    private static final long ANSWER_SECONDS = 10;

    private final WorkerEnvironment environment;
    private final ProcessUsage usage = new ProcessUsage();
    private final AtomicBoolean reportPending = new AtomicBoolean();
    private @Nullable EventLoop loop;
    private @Nullable LinkWriter writer;
    private @Nullable LinkBus bus;
    private @Nullable LinkSessions sessions;
    private volatile @Nullable ChannelAdoption adoption;
    private volatile Set<Integer> members = Set.of();
    private volatile ClusterView clusterView = new ClusterView(false, List.of());
    private volatile WorkerHooks hooks = WorkerHooks.NONE;
    /** {@code null} if this worker is not the leader. */
    private volatile @Nullable Instant leaderSince;
    private final PendingQueries queries = new PendingQueries(this::send);
    private @Nullable Drainer drainer;

    PrimaryLink(WorkerEnvironment environment) {
        this.environment = environment;
    }

    Set<Integer> members() {
        return members;
    }

    ClusterView clusterView() {
        return clusterView;
    }

    synchronized LinkBus bus() {
        return open(bus);
    }

    synchronized LinkSessions sessions() {
        return open(sessions);
    }

    private synchronized LinkWriter writer() {
        return open(writer);
    }

    private static <T> T open(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("[BUG] the link is not open");
        }
        return part;
    }

    /** Opens the link; later calls do nothing. */
    synchronized void open() {
        if (loop != null) {
            return;
        }
        NettyTransport transport = NettyTransport.best();
        loop = transport.newLoop("cluster-link").next();
        ChannelFuture connected = connect(loop, Lane.LINK, () -> {
            Channel channel = transport.unixSocket().newChannel();
            channel.pipeline().addLast(new FlushConsolidationHandler(LinkCodec.MAX_UNFLUSHED, true),
                    new LengthFieldBasedFrameDecoder(LinkCodec.MAX_FRAME, 0, LinkCodec.LENGTH_BYTES, 0, LinkCodec.LENGTH_BYTES),
                    new Incoming());
            return channel;
        });
        writer = new LinkWriter(connected);
        LinkBus frames = new LinkBus(environment.incarnation(), writer);
        bus = frames;
        sessions = new LinkSessions(writer, frames::isStarted);
        loop.scheduleAtFixedRate(this::report, HEARTBEAT_MILLIS, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    void setHooks(WorkerHooks ofApplication) {
        hooks = ofApplication;
    }

    /** Sends a query to the primary; fails with the reason that it gives, or when it does not answer. */
    <R extends QueryReply> CompletionStage<R> ask(Query<R> query) {
        return queries.send(query).orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    /** Prepares to receive connections, then sends READY. */
    void ready(ChannelAdoption target) {
        adoption = target;
        target.onChange(this::reportSoon);
        Path relays = WorkerEnvironment.relaySocket(environment.directory(), environment.incarnation());
        listen(PipeReceiver.ofWorkers(target), target, relays, () -> {
            if (environment.handoff() == HandoffMode.PROXY) {
                takePipes(target);
            } else {
                takeDescriptors(target);
            }
        });
    }

    private void takePipes(ChannelAdoption target) {
        Path socket = WorkerEnvironment.pipeSocket(environment.directory(), environment.incarnation());
        listen(PipeReceiver.ofPrimary(environment.token(), target), target, socket, () -> send(new LinkMessage.Ready()));
    }

    private static void listen(PipeReceiver receiver, ChannelAdoption target, Path socket, Runnable next) {
        receiver.listen(target.eventLoop(), socket).addListener(listening -> {
            if (listening.isSuccess()) {
                next.run();
            } else {
                LOG.errorf("Cannot listen on %s: %s", socket, listening.cause().getMessage());
                WorkerExit.exitAsOrphan();
            }
        });
    }

    private void takeDescriptors(ChannelAdoption target) {
        FdReceiver receiver = new FdReceiver(target);
        NettyTransport transport = NettyTransport.of(target.eventLoop());
        ChannelFuture descriptors = connect(target.eventLoop(), Lane.DESCRIPTORS,
                () -> receiver.newDescriptorLane(transport));
        ChannelFuture bytes = connect(target.eventLoop(), Lane.BYTES, () -> {
            Channel channel = transport.unixSocket().newChannel();
            receiver.prepareBytes(channel);
            return channel;
        });
        descriptors.addListener(first -> bytes.addListener(second -> {
            if (first.isSuccess() && second.isSuccess()) {
                send(new LinkMessage.Ready());
            }
        }));
    }

    /**
     * Connects to the primary. The future is completed when the hello was written: messages that its listeners write come after
     * it.
     */
    private ChannelFuture connect(EventLoop on, Lane lane, ChannelFactory<Channel> factory) {
        ChannelFuture connected = new Bootstrap().group(on).channelFactory(factory).handler(new ChannelInboundHandlerAdapter())
                .connect(NettyTransport.of(on).unixAddress(WorkerEnvironment.linkSocket(environment.directory())));
        ChannelPromise helloSent = connected.channel().newPromise();
        connected.addListener(done -> {
            if (done.isSuccess() && sendHello(connected.channel(), NettyTransport.of(on), lane)) {
                helloSent.setSuccess();
                return;
            }
            if (!done.isSuccess()) {
                LOG.errorf("Cannot reach the primary: %s", done.cause().getMessage());
            }
            WorkerExit.exitAsOrphan();
        });
        return helloSent;
    }

    /** Sends the hello, with the secret of this worker, if the peer runs as the same user. */
    private boolean sendHello(Channel channel, NettyTransport transport, Lane lane) {
        try {
            if (transport.isPeer(LocalUser.uid(), channel)) {
                write(channel, new Hello(lane, environment.incarnation(), environment.token()));
                return true;
            }
            LOG.errorf("Another user listens on the primary's socket in %s", environment.directory());
        } catch (IOException e) {
            LOG.errorf("Cannot identify the process that listens on the primary's socket in %s: %s", environment.directory(),
                    e.getMessage());
        }
        return false;
    }

    private void send(LinkMessage message) {
        writer().write(message);
    }

    private static void write(Channel channel, LinkMessage message) {
        ByteBuf frame = channel.alloc().buffer();
        LinkCodec.encode(message, frame);
        channel.writeAndFlush(frame, channel.voidPromise());
    }

    private void reportSoon() {
        EventLoop on = loop;
        if (on != null && reportPending.compareAndSet(false, true)) {
            on.schedule(this::report, REPORT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void report() {
        reportPending.set(false);
        ChannelAdoption counters = adoption;
        send(new Load(counters == null ? 0 : counters.open(), counters == null ? 0 : counters.adopted(), hooks.sessions(),
                usage.residentBytes(now()), ProcessUsage.cpuMillis(), hooks.requests(), hooks.activity()));
    }

    private void drain(int withinMillis) {
        ChannelAdoption counters = adoption;
        if (drainer == null && loop != null) {
            drainer = new Drainer(hooks, () -> counters == null ? 0 : counters.open(), now(), withinMillis);
            continueDrain(drainer, loop);
        }
    }

    private void lead(boolean leads) {
        leaderSince = leads ? Instant.now() : null;
        if (!leads) {
            send(new LinkMessage.LeadershipEnded());
        }
    }

    /** Returns since when this worker is the leader of the cluster; {@code null} if it is not. */
    @Nullable
    Instant leaderSince() {
        return leaderSince;
    }

    private void continueDrain(Drainer draining, EventLoop on) {
        if (draining.step(now())) {
            // the last sessions are closed, but messages about them may still be under way
            on.schedule(this::finishDrain, STEP_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            on.schedule(() -> continueDrain(draining, on), STEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void finishDrain() {
        send(new LinkMessage.Drained());
    }

    private void reply(LinkMessage.QueryRequest request) {
        hooks.answer(request.query()).whenComplete((reply, failure) -> send(new LinkMessage.QueryResponse(request.id(),
                failure == null, failure == null ? reply.text() : String.valueOf(failure.getMessage()))));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void receive(LinkMessage.OfPrimary message) {
        if (message instanceof LinkMessage.Bus frame) { // these two are most
            bus().on(frame);
        } else if (message instanceof Sequenced frame) {
            bus().on(frame);
        } else if (message instanceof SequenceStart start) {
            bus().on(start);
        } else if (message instanceof SessionMessage ofSession) {
            sessions().receive(ofSession);
        } else if (message instanceof Members workers) {
            members = workers.serving();
            bus().onMembers(workers.serving());
        } else if (message instanceof ClusterView view) {
            clusterView = view;
        } else if (message instanceof LinkMessage.QueryRequest request) {
            reply(request);
        } else if (message instanceof LinkMessage.QueryResponse response) {
            queries.onResponse(response);
        } else if (message instanceof LinkMessage.Announcement announcement) {
            hooks.onEvent(announcement.event());
        } else if (message instanceof LinkMessage.Shed shed) {
            hooks.shed(shed.clients());
        } else if (message instanceof LinkMessage.Drain drain) {
            drain(drain.withinMillis());
        } else if (message instanceof LinkMessage.Lead lead) {
            lead(lead.leads());
        } else if (message instanceof LinkMessage.Stop) {
            WorkerExit.exitGracefully();
        }
    }

    private final class Incoming extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf frame = (ByteBuf) message;
            try {
                if (LinkCodec.decode(frame) instanceof LinkMessage.OfPrimary known) { // messages of a later version are skipped
                    receive(known);
                }
            } finally {
                frame.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            leaderSince = null;
            sessions().close();
            WorkerExit.exitAsOrphan();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                LOG.error("The link to the primary is broken", cause);
            }
            ctx.close();
        }
    }
}
