package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterCallbacks;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterContractTest;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/** Tests the adapters of three hosts over Redis' pub/sub. */
class PubSubAdapterTest {
    private static final NodePackets PACKETS = new NodePackets(new JsonPacketParser(new ObjectMapper(), 10));

    abstract static class Contract extends AdapterContractTest {
        final FakeRedis redis = new FakeRedis();
        private int hosts;

        abstract ChannelFormat format(ServerName self);

        @Override
        protected int serverCount() {
            return 3;
        }

        @Override
        protected Adapter newServer(AdapterCallbacks events) {
            ServerName self = new ServerName("host00000" + hosts++, 1);
            return new ClusterAdapters(new PubSubBus(self, redis.connect(), format(self), 1000), scheduler)
                    .create("/", events);
        }

        @Override
        protected void settle() {
            redis.settle();
        }

        /** Node's messages cannot tell the id of a socket from a room of that name. */
        @Override
        @Test
        protected void anEventToAnIdReachesThatSocketOnly() {
            first().broadcast(PACKET, BroadcastOptions.ofSocket("b", BroadcastFlags.DEFAULT));
            settle();
            assertThat(socket("b").received()).hasSize(1);
            assertThat(socket("c").received()).isEmpty();
        }

        /** Node's servers have no message for it. */
        @Override
        @Test
        protected void aDisconnectedClientEndsTheWait() {
            var result = askClients(BroadcastOptions.ALL);
            socket("c").goes();
            for (String id : new String[] { "a", "b", "d" }) {
                socket(id).answers("30[1]");
            }
            settle();
            assertThat(result).isNotDone();
            scheduler.advance(LIMIT);
            assertThat(texts(result)).hasSize(3);
            assertThat(result.join().missing()).hasSize(1);
        }

        /** Node's servers have no message for it. */
        @Override
        @Test
        protected void aServerThatDeclinesEndsTheWait() {
            var result = askServers();
            namespaces().subList(1, 3).forEach(other -> other.askers.get(0).accept(null));
            settle();
            assertThat(result).isNotDone();
        }

        /** The servers of other hosts are counted, and not named. */
        @Override
        @Test
        protected void aServerThatDoesNotRespondInTimeIsMissing() {
            var result = askServers();
            scheduler.advance(LIMIT);
            settle();
            assertThat(result.join().missing()).containsExactly("servers of other hosts");
        }

        /** Node's servers have no socket without data. */
        @Override
        @Test
        protected void aSocketWithUnserialisableDataIsFetchedWithoutIt() {
            socket("b").unserialisableData();
            assertThat(fetch(BroadcastOptions.ALL)).hasSize(4).allMatch(socket -> socket.data().length == 2);
        }

        @Test
        void whatIsNotOfServersIsIgnored() {
            for (String channel : redis.subscribed()) {
                redis.publish(channel.replace("*", ""), "{\"hello\":1}".getBytes(StandardCharsets.UTF_8));
                redis.publish(channel.replace("*", ""), new byte[] { (byte) 0x93, 1, 2, 3 });
                redis.publish(channel.replace("*", ""), new byte[1001]);
            }
            settle();
            withoutRoomsAllAreReached();
        }

        private void withoutRoomsAllAreReached() {
            first().broadcast(PACKET, BroadcastOptions.ALL);
            settle();
            assertThat(socket("b").received()).hasSize(1);
        }

        @Test
        void theServersOfTheSameHostAreNotCounted() {
            ServerName sibling = new ServerName("host000000", 2);
            new ClusterAdapters(new PubSubBus(sibling, redis.connect(), format(sibling), 1000), scheduler).create(
                    "/",
                    namespaces().get(0));
            assertThat(first().serverCount().await().indefinitely()).as("the first and two other hosts").isEqualTo(3);
        }

        @Test
        void aClosedNamespaceIsNotSubscribedTo() {
            first().close();
            home("b").close();
            home("c").close();
            assertThat(redis.subscribed()).isEmpty();
        }

        @Test
        void withoutRedisTheHostIsOnItsOwn() {
            redis.goDown();
            first().broadcast(PACKET, BroadcastOptions.ALL);
            settle();
            assertThat(socket("a").received()).hasSize(1);
            assertThat(socket("b").received()).isEmpty();
            var result = askClients(BroadcastOptions.ALL);
            socket("a").answers("30[1]");
            socket("d").answers("30[2]");
            assertThat(texts(result)).hasSize(2);
            assertThat(result.join().missing()).containsExactly("servers of other hosts");
            assertThat(result.join().reason(LIMIT)).startsWith(", as those of other hosts are not reached (");
        }
    }

    /** Its requests are JSON. */
    abstract static class ClassicContract extends Contract {
        @Override
        @Test
        protected void aServerSideEventReachesTheOtherServersOnce() {
            first().serverSideEmit(new EncodedPacket("51-[\"hi\",{\"_placeholder\":true,\"num\":0}]"
                    .getBytes(StandardCharsets.UTF_8), List.of(new byte[] { 7 })));
            settle();
            assertThat(namespaces().get(0).received).isEmpty();
            namespaces().subList(1, 3).forEach(other -> assertThat(other.received)
                    .containsExactly("2[\"hi\",{\"type\":\"Buffer\",\"data\":[7]}]"));
        }
    }

    @Nested
    class Classic extends ClassicContract {
        @Override
        ChannelFormat format(ServerName self) {
            return new ClassicFormat(self, "socket.io", false, new ClassicMessages(PACKETS));
        }

        @Test
        void aBroadcastToOneRoomNamesItInTheChannel() {
            first().broadcast(PACKET, new BroadcastOptions(Set.of("r"), Set.of(), BroadcastFlags.DEFAULT));
            assertThat(redis.published()).containsExactly("socket.io#/#r#");
        }
    }

    @Nested
    class ClassicWithOwnResponseChannels extends ClassicContract {
        @Override
        ChannelFormat format(ServerName self) {
            return new ClassicFormat(self, "app", true, new ClassicMessages(PACKETS));
        }
    }

    @Nested
    class ShardedStatic extends Contract {
        @Override
        ChannelFormat format(ServerName self) {
            return new ShardedFormat(self, "socket.io", ShardedFormat.RoomChannels.STATIC, new NodeMessages(PACKETS));
        }
    }

    @Nested
    class ShardedDynamic extends Contract {
        @Override
        ChannelFormat format(ServerName self) {
            return new ShardedFormat(self, "socket.io", ShardedFormat.RoomChannels.DYNAMIC, new NodeMessages(PACKETS));
        }
    }

    @Nested
    class ShardedDynamicPrivate extends Contract {
        @Override
        ChannelFormat format(ServerName self) {
            return new ShardedFormat(self, "socket.io", ShardedFormat.RoomChannels.DYNAMIC_PRIVATE, new NodeMessages(PACKETS));
        }

        @Test
        void occupiedRoomsHaveChannels() {
            home("b").rooms().join(socket("b"), Set.of("r"));
            assertThat(redis.subscribed()).contains("socket.io#/#r#", "socket.io#/#b#");
            home("b").rooms().leave(socket("b"), Set.of("r"));
            assertThat(redis.subscribed()).doesNotContain("socket.io#/#r#").contains("socket.io#/#b#");
            home("b").rooms().remove(socket("b"));
            assertThat(redis.subscribed()).doesNotContain("socket.io#/#b#");
        }
    }
}
