package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * {@link RedisChannels} over two connections of Vert.x' client: one for subscriptions and one for commands, as the client does
 * not tell a message from a response on a connection that has both.
 * <p>
 * A message to a channel of this server's own goes through both connections each second; if several are lost, both are opened
 * again. So a connection that is open and does not work is noticed, too, as is a subscription that Redis does not confirm.
 * <p>
 * Thread: any; the listener is called on the event loop of the context.
 */
final class VertxRedisChannels implements RedisChannels {
    private static final Logger LOG = Logger.getLogger(VertxRedisChannels.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final int CHECK_MILLIS = 1000;
    private static final int MAX_MISSED_CHECKS = 4;
    /** Longer than a Redis Cluster takes to send many confirmations. */
    private static final int MAX_UNCONFIRMED_CHECKS = 10;
    private static final int START_TIMEOUT_MILLIS = 5000;
    /** Commands to any channel go to any server of a Redis Cluster. */
    private static final String ANY_SLOT = "";
    private static final byte[] CHECK = { 'c' };
    /** Is run by the server of the channel, as a command without a key is not. */
    private static final String COUNT_SHARDED = "return redis.call('PUBSUB', 'SHARDNUMSUB', KEYS[1])[2]";
    /** Is run by the server of the key. */
    private static final String COUNT_PLAIN = "return redis.call('PUBSUB', 'NUMSUB', unpack(ARGV))";

    private final Context context;
    private final Settings settings;
    private final RedisConnector connector;
    private final RedisPublisher publisher;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    /** Those of the application, as the patterns; used on the event loop only, like the following fields. */
    private final Set<String> channels = new LinkedHashSet<>();
    private final Set<String> patterns = new LinkedHashSet<>();
    private final UnconfirmedChannels unconfirmed = new UnconfirmedChannels(MAX_UNCONFIRMED_CHECKS);
    private @Nullable RedisConnection subscriber;
    private @Nullable Listener listener;
    private int missedChecks;
    private long timer;
    /** A key for each server of a Redis Cluster; none for another Redis server. */
    private volatile List<String> nodes = List.of();
    private volatile boolean connected;

    /**
     * @param sharded whether the channels are those of sharded pub/sub
     * @param ownChannel a channel that no other server uses
     * @param maxUnconfirmedBytes of messages that Redis has not confirmed
     */
    record Settings(boolean sharded, String ownChannel, long maxUnconfirmedBytes) {
    }

    /** @param context an event loop's */
    VertxRedisChannels(Redis redis, Context context, Settings settings) {
        this.context = context;
        this.settings = settings;
        this.connector = new RedisConnector(redis, context, 2, new Connections());
        this.publisher = new RedisPublisher(context, settings.maxUnconfirmedBytes());
    }

    @Override
    public void open(Listener only) {
        context.runOnContext(start -> {
            listener = only;
            connector.start();
            context.owner().setTimer(START_TIMEOUT_MILLIS, late -> started.complete(null));
            timer = context.owner().setPeriodic(CHECK_MILLIS, check -> context.runOnContext(back -> check()));
        });
    }

    @Override
    public CompletionStage<Void> started() {
        return started;
    }

    private final class Connections implements RedisConnector.Listener {
        @Override
        public void onOpen(List<RedisConnection> connections) {
            RedisConnection next = connections.get(0);
            subscriber = next;
            next.handler(message -> receive(next, message));
            publisher.connection(connections.get(1));
            missedChecks = 0;
            unconfirmed.clear();
            findNodes(connections.get(1));
            subscribeOn(next, List.copyOf(channels), List.copyOf(patterns));
            subscribeOn(next, List.of(settings.ownChannel()), List.of()); // confirmed after the others
        }

        @Override
        public void onLost() {
            subscriber = null;
            publisher.connection(null);
            if (connected) {
                connected = false;
                call(Listener::onDisconnected);
            }
        }
    }

    /** A server that is not part of a Redis Cluster refuses the command. */
    private void findNodes(RedisConnection commands) {
        if (!settings.sharded()) {
            commands.send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
                    .onComplete(slots -> nodes = slots.succeeded() ? RedisNodes.keys(slots.result()) : List.of());
        }
    }

    private void call(Consumer<Listener> action) {
        Listener present = listener;
        if (present != null) {
            action.accept(present);
        }
    }

    private void check() {
        if (subscriber != null) {
            String overdue = unconfirmed.check();
            if (overdue != null) {
                connector.lose("it does not confirm the subscription to " + overdue);
            } else if (missedChecks++ >= MAX_MISSED_CHECKS) {
                connector.lose("it does not deliver messages");
            } else if (connected) {
                publish(settings.ownChannel(), CHECK);
            }
        }
    }

    @Override
    public boolean publish(String channel, byte[] message) {
        Request request = Request.cmd(settings.sharded() ? Command.SPUBLISH : Command.PUBLISH).arg(channel).arg(message);
        Future<Response> response = publisher.send(request, settings.sharded() ? channel : ANY_SLOT,
                channel.length() + message.length);
        if (response == null) {
            return false;
        }
        response.onFailure(failure -> {
            FAILURES.logf(LOG, Logger.Level.DEBUG, null, "A message of %d bytes to %s is lost: %s", message.length, channel,
                    failure.getMessage());
            call(Listener::onLost);
        });
        return true;
    }

    @Override
    public void subscribe(Collection<String> names, Collection<String> globs) {
        context.runOnContext(run -> {
            List<String> added = new ArrayList<>(names);
            added.removeIf(name -> !channels.add(name));
            List<String> addedGlobs = new ArrayList<>(globs);
            addedGlobs.removeIf(glob -> !patterns.add(glob));
            if (subscriber != null) {
                subscribeOn(subscriber, added, addedGlobs);
            }
        });
    }

    private void subscribeOn(RedisConnection connection, List<String> names, List<String> globs) {
        unconfirmed.add(names);
        if (settings.sharded()) { // each channel may be on another server
            names.forEach(name -> send(connection, Command.SSUBSCRIBE, List.of(name)));
        } else {
            unconfirmed.add(globs);
            send(connection, Command.SUBSCRIBE, names);
            send(connection, Command.PSUBSCRIBE, globs);
        }
    }

    @Override
    public void unsubscribe(Collection<String> names, Collection<String> globs) {
        context.runOnContext(run -> {
            List<String> removed = new ArrayList<>(names);
            removed.removeIf(name -> !channels.remove(name));
            List<String> removedGlobs = new ArrayList<>(globs);
            removedGlobs.removeIf(glob -> !patterns.remove(glob));
            removed.forEach(unconfirmed::remove);
            removedGlobs.forEach(unconfirmed::remove);
            RedisConnection present = subscriber;
            if (present == null) {
                return;
            } else if (settings.sharded()) {
                removed.forEach(name -> send(present, Command.SUNSUBSCRIBE, List.of(name)));
            } else {
                send(present, Command.UNSUBSCRIBE, removed);
                send(present, Command.PUNSUBSCRIBE, removedGlobs);
            }
        });
    }

    private void send(RedisConnection connection, Command command, List<String> arguments) {
        if (!arguments.isEmpty()) {
            Request request = Request.cmd(command);
            arguments.forEach(request::arg);
            connection.send(request).onFailure(failure -> context.runOnContext(
                    back -> loseSubscriber(connection, String.valueOf(failure.getMessage()))));
        }
    }

    private void loseSubscriber(RedisConnection connection, String reason) {
        if (connection == subscriber) {
            connector.lose(reason);
        }
    }

    /** Handles an array of the kind of message, the channel (with its pattern before, if there is one) and the payload. */
    private void receive(RedisConnection from, Response message) {
        if (from != subscriber) {
            return;
        } else if (message.type() == ResponseType.ERROR || message.size() < 3) {
            connector.lose(message.toString());
            return;
        }
        switch (message.get(0).toString()) {
            case "message", "smessage" -> receive(message.get(1).toString(), message.get(1).toString(), message.get(2));
            case "pmessage" -> receive(message.get(1).toString(), message.get(2).toString(), message.get(3));
            case "subscribe", "ssubscribe" -> onSubscribed(message.get(1).toString());
            case "sunsubscribe" -> onUnsubscribed(message.get(1).toString());
            case "psubscribe" -> unconfirmed.remove(message.get(1).toString());
            default -> { // unsubscribe and so on: nothing is to be done
            }
        }
    }

    private void receive(String subscription, String channel, Response message) {
        Listener present = listener;
        if (channel.equals(settings.ownChannel())) {
            missedChecks = 0;
        } else if (present != null) {
            present.onMessage(subscription, channel, message.toBytes());
        }
    }

    private void onSubscribed(String channel) {
        unconfirmed.remove(channel);
        if (channel.equals(settings.ownChannel()) && !connected) {
            connected = true;
            connector.confirm();
            started.complete(null);
            call(Listener::onConnected);
        }
    }

    /** A Redis Cluster ends subscriptions whose slots move to another server. */
    private void onUnsubscribed(String channel) {
        if (channels.contains(channel) || channel.equals(settings.ownChannel())) {
            connector.lose("the channel " + channel + " has moved");
        }
    }

    @Override
    public CompletionStage<List<Integer>> countSubscribers(List<String> names) {
        return (settings.sharded() ? countSharded(names) : countPlain(names)).toCompletionStage();
    }

    private Future<List<Integer>> countPlain(List<String> names) {
        if (!nodes.isEmpty()) {
            return countOnNodes(names);
        }
        Request request = Request.cmd(Command.PUBSUB).arg("NUMSUB");
        names.forEach(request::arg);
        return publisher.request(request, ANY_SLOT, 0).map(VertxRedisChannels::counts);
    }

    /** Each server of a Redis Cluster knows the subscribers that are connected to it. */
    private Future<List<Integer>> countOnNodes(List<String> names) {
        List<Future<List<Integer>>> counts = nodes.stream().map(key -> {
            Request request = Request.cmd(Command.EVAL).arg(COUNT_PLAIN).arg(1).arg(key);
            names.forEach(request::arg);
            return publisher.request(request, key, 0).map(VertxRedisChannels::counts);
        }).toList();
        return Future.all(counts).map(all -> IntStream.range(0, names.size()).boxed()
                .map(name -> counts.stream().mapToInt(count -> count.result().get(name)).sum()).toList());
    }

    /** Returns the numbers of an array of names with their numbers. */
    private static List<Integer> counts(Response pairs) {
        return IntStream.range(0, pairs.size() / 2).mapToObj(pair -> pairs.get(2 * pair + 1).toInteger()).toList();
    }

    private Future<List<Integer>> countSharded(List<String> names) {
        List<Future<Integer>> counts = names.stream()
                .map(name -> publisher.request(Request.cmd(Command.EVAL).arg(COUNT_SHARDED).arg(1).arg(name), name, 0)
                        .map(Response::toInteger))
                .toList();
        return Future.all(counts).map(all -> counts.stream().map(Future::result).toList());
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void close() {
        context.runOnContext(end -> {
            listener = null;
            context.owner().cancelTimer(timer);
        });
        connector.close();
    }
}
