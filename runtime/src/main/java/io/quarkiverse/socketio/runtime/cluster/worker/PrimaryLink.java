package io.quarkiverse.socketio.runtime.cluster.worker;

import java.io.IOException;
import java.nio.file.Path;
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
import io.quarkiverse.socketio.runtime.cluster.handoff.PipeReceiver;
import io.quarkiverse.socketio.runtime.cluster.handoff.Transport;
import io.quarkiverse.socketio.runtime.cluster.link.Handoff;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Hello;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Load;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Members;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Roster;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.PendingQueries;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;

/**
 * The worker's end of its connections to the primary. When one of them ends, the worker does too.
 * <p>
 * Thread: any; it has an event loop of its own, so that a busy application does not look like a dead one.
 */
final class PrimaryLink {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final long HEARTBEAT_MILLIS = 1000;
    private static final long REPORT_MILLIS = 50;
    private static final long STEP_MILLIS = 50;
    private static final long ANSWER_SECONDS = 10;

    private final WorkerEnvironment environment;
    private final AtomicBoolean reportPending = new AtomicBoolean();
    private @Nullable EventLoop loop;
    private @Nullable LinkWriter writer;
    private @Nullable LinkBus bus;
    private @Nullable LinkSessions sessions;
    private volatile @Nullable ChannelAdoption adoption;
    private volatile Set<Integer> members = Set.of();
    private volatile Roster roster = new Roster(false, List.of());
    private volatile Duties duties = Duties.NONE;
    private final PendingQueries queries = new PendingQueries(this::send);
    private @Nullable Drainer drainer;

    PrimaryLink(WorkerEnvironment environment) {
        this.environment = environment;
    }

    Set<Integer> members() {
        return members;
    }

    Roster roster() {
        return roster;
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

    /** Once; later calls do nothing. */
    synchronized void open() {
        if (loop != null) {
            return;
        }
        Transport transport = Transport.best();
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

    void doDuties(Duties theirs) {
        duties = theirs;
    }

    /** Asks the primary; fails with the reason that it gives, or when it does not answer. */
    <R extends QueryReply> CompletionStage<R> ask(Query<R> query) {
        return queries.send(query).orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    /** Opens the way for connections, then says READY. */
    void ready(ChannelAdoption target) {
        adoption = target;
        target.onChange(this::reportSoon);
        Path relays = WorkerEnvironment.relaySocket(environment.directory(), environment.incarnation());
        listen(PipeReceiver.ofWorkers(target), target, relays, () -> {
            if (environment.handoff() == Handoff.PROXY) {
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
                Departure.primaryIsGone();
            }
        });
    }

    private void takeDescriptors(ChannelAdoption target) {
        FdReceiver receiver = new FdReceiver(target);
        Transport transport = Transport.of(target.eventLoop());
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

    /** Done when the hello is on its way: what is sent by its listeners comes after it. */
    private ChannelFuture connect(EventLoop on, Lane lane, ChannelFactory<Channel> factory) {
        ChannelFuture connected = new Bootstrap().group(on).channelFactory(factory).handler(new ChannelInboundHandlerAdapter())
                .connect(Transport.of(on).unixAddress(WorkerEnvironment.linkSocket(environment.directory())));
        ChannelPromise greeted = connected.channel().newPromise();
        connected.addListener(done -> {
            if (done.isSuccess() && greet(connected.channel(), Transport.of(on), lane)) {
                greeted.setSuccess();
                return;
            }
            if (!done.isSuccess()) {
                LOG.errorf("Cannot reach the primary: %s", done.cause().getMessage());
            }
            Departure.primaryIsGone();
        });
        return greeted;
    }

    /** The secret is told to nobody else. */
    private boolean greet(Channel channel, Transport transport, Lane lane) {
        try {
            if (transport.isPeer(LocalUser.uid(), channel)) {
                write(channel, new Hello(lane, environment.incarnation(), environment.token()));
                return true;
            }
            LOG.errorf("Another user listens on the primary's socket in %s", environment.directory());
        } catch (IOException e) {
            LOG.errorf("Cannot tell who listens on the primary's socket in %s: %s", environment.directory(), e.getMessage());
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
        send(new Load(counters == null ? 0 : counters.open(), counters == null ? 0 : counters.adopted(), duties.sessions(),
                ProcessUsage.residentBytes(), ProcessUsage.cpuMillis(), duties.requests()));
    }

    private void drain(int withinMillis) {
        ChannelAdoption counters = adoption;
        if (drainer == null && loop != null) {
            drainer = new Drainer(duties, () -> counters == null ? 0 : counters.open(), now(), withinMillis);
            stepOfDrain(drainer, loop);
        }
    }

    private void stepOfDrain(Drainer draining, EventLoop on) {
        if (draining.step(now())) {
            // the last sessions are gone, but may still be telling so
            on.schedule(this::endOfDrain, STEP_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            on.schedule(() -> stepOfDrain(draining, on), STEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void endOfDrain() {
        send(new LinkMessage.Drained());
    }

    private void answer(LinkMessage.Question question) {
        duties.answer(question.query()).whenComplete((reply, failure) -> send(new LinkMessage.Answer(question.id(),
                failure == null, failure == null ? reply.text() : String.valueOf(failure.getMessage()))));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Does what the primary says. */
    private final class Orders implements LinkMessage.ToWorker {
        @Override
        public void on(Members told) {
            members = told.serving();
            bus().onMembers(told.serving());
        }

        @Override
        public void on(Roster told) {
            roster = told;
        }

        @Override
        public void on(LinkMessage.Stop stop) {
            Departure.asked();
        }

        @Override
        public void on(LinkMessage.Drain drain) {
            drain(drain.withinMillis());
        }

        @Override
        public void on(LinkMessage.Shed shed) {
            duties.shed(shed.clients());
        }

        @Override
        public void on(LinkMessage.Question question) {
            answer(question);
        }

        @Override
        public void on(LinkMessage.Answer answer) {
            queries.onAnswer(answer);
        }

        @Override
        public void on(LinkMessage.Announcement announcement) {
            duties.onEvent(announcement.event());
        }

        @Override
        public void on(LinkMessage.Bus frame) {
            bus().on(frame);
        }

        @Override
        public void on(SequencerMessage.OfPrimary message) {
            message.tell(bus());
        }

        @Override
        public void on(SessionMessage.OfPrimary message) {
            message.tell(sessions());
        }
    }

    private final class Incoming extends ChannelInboundHandlerAdapter {
        private final Orders orders = new Orders();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf frame = (ByteBuf) message;
            try {
                if (LinkCodec.decode(frame) instanceof LinkMessage.OfPrimary told) { // else a later version says it
                    told.tell(orders);
                }
            } finally {
                frame.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            sessions().close();
            Departure.primaryIsGone();
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
