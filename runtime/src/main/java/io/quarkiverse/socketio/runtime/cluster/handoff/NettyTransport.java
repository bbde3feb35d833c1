package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueEventLoopGroup;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * The transports of Netty that a cluster can use. No other class names the classes of a transport: each is loaded only once its
 * native library is known to be available, and KQueue's need not be on the class path at all.
 * <p>
 * Thread: any.
 */
public enum NettyTransport {
    /** The transport of Linux. */
    EPOLL {
        @Override
        public boolean isAvailable() {
            return Epoll.isAvailable();
        }

        @Override
        public EventLoopGroup newLoop(String thread) {
            return new EpollEventLoopGroup(1, new DefaultThreadFactory(thread, true));
        }

        @Override
        boolean drives(EventLoop loop) {
            return loop.parent() instanceof EpollEventLoopGroup;
        }

        @Override
        public ChannelFactory<ServerChannel> tcpServer() {
            return () -> {
                EpollServerSocketChannel channel = new EpollServerSocketChannel();
                channel.config().setEpollMode(EpollMode.LEVEL_TRIGGERED);
                return channel;
            };
        }

        @Override
        public ChannelFactory<ServerChannel> unixServer() {
            return () -> {
                EpollServerDomainSocketChannel channel = new EpollServerDomainSocketChannel();
                channel.config().setEpollMode(EpollMode.LEVEL_TRIGGERED);
                return channel;
            };
        }

        @Override
        public ChannelFactory<Channel> unixSocket() {
            return EpollDomainSocketChannel::new;
        }

        @Override
        DomainSocketChannel newDescriptorLane() {
            EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
            channel.config().setEpollMode(EpollMode.LEVEL_TRIGGERED);
            return channel;
        }

        @Override
        SocketChannel adopt(int descriptor) {
            return new EpollSocketChannel(descriptor);
        }

        @Override
        public PeerCredentials peerOf(Channel unixSocket) throws IOException {
            return ((EpollDomainSocketChannel) unixSocket).peerCredentials();
        }
    },

    /** The transport of macOS. */
    KQUEUE {
        @Override
        public boolean isAvailable() {
            try {
                return KQueue.isAvailable();
            } catch (LinkageError notThere) {
                return false;
            }
        }

        @Override
        public EventLoopGroup newLoop(String thread) {
            return new KQueueEventLoopGroup(1, new DefaultThreadFactory(thread, true));
        }

        @Override
        boolean drives(EventLoop loop) {
            return loop.parent() instanceof KQueueEventLoopGroup;
        }

        @Override
        public ChannelFactory<ServerChannel> tcpServer() {
            return KQueueServerSocketChannel::new;
        }

        @Override
        public ChannelFactory<ServerChannel> unixServer() {
            return KQueueServerDomainSocketChannel::new;
        }

        @Override
        public ChannelFactory<Channel> unixSocket() {
            return KQueueDomainSocketChannel::new;
        }

        @Override
        DomainSocketChannel newDescriptorLane() {
            return new KQueueDomainSocketChannel();
        }

        @Override
        SocketChannel adopt(int descriptor) {
            return new KQueueSocketChannel(descriptor);
        }

        @Override
        public PeerCredentials peerOf(Channel unixSocket) throws IOException {
            return ((KQueueDomainSocketChannel) unixSocket).peerCredentials();
        }
    },

    /** The JDK's own transport, on all systems. */
    NIO {
        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        public EventLoopGroup newLoop(String thread) {
            return new NioEventLoopGroup(1, new DefaultThreadFactory(thread, true));
        }

        @Override
        boolean drives(EventLoop loop) {
            return loop.parent() instanceof NioEventLoopGroup;
        }

        @Override
        public ChannelFactory<ServerChannel> tcpServer() {
            return NioServerSocketChannel::new;
        }

        @Override
        public ChannelFactory<ServerChannel> unixServer() {
            return NioServerDomainSocketChannel::new;
        }

        @Override
        public ChannelFactory<Channel> unixSocket() {
            return NioDomainSocketChannel::new;
        }

        @Override
        public @Nullable PeerCredentials peerOf(Channel unixSocket) {
            return null;
        }

        @Override
        public boolean isPeer(int uid, Channel unixSocket) throws IOException {
            return unixSocket.config().getOption(PEER).user().equals(LocalUser.principal(uid));
        }
    };

    private static final ChannelOption<UnixDomainPrincipal> PEER = NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED);
    private static final String NO_DESCRIPTORS = "[BUG] the JDK's transport knows no descriptors";

    /** Returns the first transport that is available. */
    public static NettyTransport best() {
        return Stream.of(values()).filter(NettyTransport::isAvailable).findFirst().orElse(NIO);
    }

    /** Returns the transport whose channels can be registered with an event loop. */
    public static NettyTransport of(EventLoop loop) {
        for (NettyTransport transport : values()) {
            if (transport.isAvailable() && transport.drives(loop)) {
                return transport;
            }
        }
        throw new IllegalStateException("[BUG] no known transport has loops like " + loop.getClass().getName());
    }

    /** Returns the path of the address of a Unix socket; null for any other address. */
    static @Nullable String pathOf(@Nullable SocketAddress address) {
        if (address instanceof DomainSocketAddress unix) {
            return unix.path();
        }
        return address instanceof UnixDomainSocketAddress unix ? unix.getPath().toString() : null;
    }

    public abstract boolean isAvailable();

    /** Returns why {@link #EPOLL} is not available. */
    public static Throwable epollUnavailabilityCause() {
        return Epoll.unavailabilityCause();
    }

    /** Returns a group of one event loop. */
    public abstract EventLoopGroup newLoop(String thread);

    /** Returns whether an event loop belongs to this transport. */
    abstract boolean drives(EventLoop loop);

    /**
     * Returns a factory of TCP server channels, whose connections are {@link SocketChannel}s. Where there is a choice they are
     * level-triggered, as those of {@link #unixServer} are: edge-triggered, once descriptors have run out, no connection is
     * accepted until another one arrives.
     */
    public abstract ChannelFactory<ServerChannel> tcpServer();

    /**
     * Returns a factory of Unix server channels. Their connections, and the channels of {@link #unixSocket}, are
     * {@link io.netty.channel.socket.DuplexChannel}s.
     */
    public abstract ChannelFactory<ServerChannel> unixServer();

    public abstract ChannelFactory<Channel> unixSocket();

    /** Returns the address to which Unix sockets of this transport connect and bind. */
    public SocketAddress unixAddress(Path path) {
        return this == NIO ? UnixDomainSocketAddress.of(path) : new DomainSocketAddress(path.toFile());
    }

    /** Returns whether {@link HandoffMode#DESCRIPTOR} is possible. */
    public boolean passesDescriptors() {
        return this != NIO;
    }

    /**
     * Returns a new Unix socket that can receive descriptors, not connected. Level-triggered where there is a choice: see
     * {@link FdReceiver#newDescriptorLane}.
     */
    DomainSocketChannel newDescriptorLane() {
        throw new IllegalStateException(NO_DESCRIPTORS);
    }

    /** Returns a channel for the descriptor of a connection. */
    SocketChannel adopt(int descriptor) {
        throw new IllegalStateException(NO_DESCRIPTORS);
    }

    /**
     * Returns the process at the other end of a Unix socket; null where only {@link #isPeer} can be used, with pid 0 where only
     * the user is known.
     */
    public abstract @Nullable PeerCredentials peerOf(Channel unixSocket) throws IOException;

    /** Returns whether the process at the other end of a Unix socket runs as a user. */
    public boolean isPeer(int uid, Channel unixSocket) throws IOException {
        PeerCredentials peer = peerOf(unixSocket);
        return peer != null && peer.uid() == uid;
    }
}
