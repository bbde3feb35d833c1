package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * {@link RedisStreams} and {@link RedisValues} over two connections of Vert.x' client: one that reads, on which Redis waits for
 * entries, and one for all other commands. One that does not respond in time is opened again.
 * <p>
 * Thread: any; stages are completed on the event loop of the context.
 */
final class VertxRedisStreams implements RedisStreams, RedisValues {
    private static final int CHECK_MILLIS = 1000;
    private static final int MAX_MISSED_CHECKS = 3;
    /** How long a response may take besides the time for which Redis waits. */
    private static final int READ_MILLIS = 3000;
    /** How often streams are asked for entries that are on several servers of a Redis Cluster. */
    private static final int POLLING_MILLIS = 20;
    private static final String NO_ID = "-";
    private static final String MAX_ID = "+";

    private final Context context;
    /** Each connection goes on without the other. Those of the channels log a loss. */
    private final RedisConnector readers;
    private final RedisConnector writers;
    private final RedisPublisher commands;
    /** Used on the event loop only, like the following fields. */
    private @Nullable RedisConnection reader;
    private @Nullable Listener listener;
    private boolean reading;
    /** Whether the streams are on several servers of a Redis Cluster, or may be. */
    private boolean separately;
    private int missedChecks;
    private long timer;
    private volatile boolean connected;

    /**
     * @param context an event loop's
     * @param maxUnconfirmedBytes of commands that Redis has not confirmed
     */
    VertxRedisStreams(Redis redis, Context context, long maxUnconfirmedBytes) {
        this.context = context;
        this.readers = new RedisConnector(redis, context, 1, new Readers(), null);
        this.writers = new RedisConnector(redis, context, 1, new Writers(), null);
        this.commands = new RedisPublisher(context, maxUnconfirmedBytes);
    }

    @Override
    public void open(Listener only) {
        context.runOnContext(start -> {
            listener = only;
            readers.start();
            writers.start();
            timer = context.owner().setPeriodic(CHECK_MILLIS, check -> context.runOnContext(back -> check()));
        });
    }

    private final class Readers implements RedisConnector.Listener {
        @Override
        public void onOpen(List<RedisConnection> connections) {
            reader = connections.get(0);
            readers.confirm();
            startReading();
        }

        @Override
        public void onLost() {
            reader = null;
            if (reading && listener != null) {
                listener.onDisconnected();
            }
            reading = false;
        }
    }

    private final class Writers implements RedisConnector.Listener {
        @Override
        public void onOpen(List<RedisConnection> connections) {
            commands.connection(connections.get(0));
            missedChecks = 0;
            connected = true;
            writers.confirm();
            startReading();
        }

        @Override
        public void onLost() {
            connected = false;
            commands.connection(null);
        }
    }

    /** Reading begins with commands on the other connection. */
    private void startReading() {
        if (!reading && reader != null && connected && listener != null) {
            reading = true;
            listener.onConnected();
        }
    }

    private void check() {
        if (!connected) {
            return;
        } else if (missedChecks++ >= MAX_MISSED_CHECKS) {
            writers.lose("it does not respond");
        } else {
            commands.request(Request.cmd(Command.PING), "", 0).onSuccess(response -> missedChecks = 0);
        }
    }

    @Override
    public @Nullable CompletionStage<StreamId> add(String stream, int maxLen, Map<String, String> fields) {
        Request request = Request.cmd(Command.XADD).arg(stream).arg("MAXLEN").arg("~").arg(maxLen).arg("*");
        fields.forEach((name, value) -> request.arg(name).arg(value));
        Future<Response> response = commands.send(request, stream, (int) StreamEntry.bytes(fields));
        return response == null ? null : response.map(id -> StreamId.parse(id.toString())).toCompletionStage();
    }

    @Override
    public CompletionStage<Map<String, List<StreamEntry>>> read(Map<String, StreamId> after, int count, Duration block) {
        Promise<Map<String, List<StreamEntry>>> entries = Promise.promise();
        context.runOnContext(run -> (separately && after.size() > 1 ? readSeparately(after, count, block)
                : readTogether(after, count, block)).onComplete(entries));
        return entries.future().toCompletionStage();
    }

    private Future<Map<String, List<StreamEntry>>> readTogether(Map<String, StreamId> after, int count, Duration block) {
        return send(after, count, block).recover(failure -> {
            if (!String.valueOf(failure.getMessage()).contains("CROSSSLOT")) {
                return Future.failedFuture(failure);
            }
            separately = true;
            return readSeparately(after, count, block);
        });
    }

    /** Asks for each stream alone, again and again: a server that waits for one stream would not respond for another. */
    private Future<Map<String, List<StreamEntry>>> readSeparately(Map<String, StreamId> after, int count, Duration block) {
        List<Future<Map<String, List<StreamEntry>>>> responses = new ArrayList<>();
        after.forEach((stream, id) -> responses.add(send(Map.of(stream, id), count, Duration.ZERO)));
        return Future.all(responses).compose(all -> {
            Map<String, List<StreamEntry>> found = new LinkedHashMap<>();
            responses.forEach(response -> found.putAll(response.result()));
            Promise<Map<String, List<StreamEntry>>> entries = Promise.promise();
            if (found.isEmpty() && !block.isZero()) {
                context.owner().setTimer(POLLING_MILLIS, now -> entries.complete(found));
            } else {
                entries.complete(found);
            }
            return entries.future();
        });
    }

    private Future<Map<String, List<StreamEntry>>> send(Map<String, StreamId> after, int count, Duration block) {
        RedisConnection present = reader;
        if (present == null) {
            return Future.failedFuture("Redis is not connected");
        }
        Request request = Request.cmd(Command.XREAD).arg("COUNT").arg(count);
        if (!block.isZero()) {
            request.arg("BLOCK").arg(block.toMillis());
        }
        request.arg("STREAMS");
        after.keySet().forEach(request::arg);
        after.values().forEach(id -> request.arg(id.toString()));
        long timeout = context.owner().setTimer(block.toMillis() + READ_MILLIS, late -> context.runOnContext(back -> {
            if (present == reader) {
                readers.lose("it does not respond");
            }
        }));
        Promise<Map<String, List<StreamEntry>>> entries = Promise.promise();
        present.send(request).onComplete(response -> context.runOnContext(back -> {
            context.owner().cancelTimer(timeout);
            if (response.failed()) {
                entries.fail(response.cause());
                loseIfClosed(present, response.cause());
            } else {
                complete(entries, response.result());
            }
        }));
        return entries.future();
    }

    /** A connection that ends before its handlers are set does not report that. */
    private void loseIfClosed(RedisConnection failed, Throwable failure) {
        if (failed == reader && RedisConnector.isEndOfConnection(failure)) {
            readers.lose("connection closed");
        }
    }

    private static void complete(Promise<Map<String, List<StreamEntry>>> entries, @Nullable Response response) {
        Map<String, List<StreamEntry>> streams;
        try {
            streams = streams(response);
        } catch (RuntimeException e) {
            entries.fail(e);
            return;
        }
        entries.complete(streams);
    }

    /** @param response {@code null} for none; the streams are pairs, or in later versions of the protocol a map */
    private static Map<String, List<StreamEntry>> streams(@Nullable Response response) {
        Map<String, List<StreamEntry>> streams = new LinkedHashMap<>();
        if (response != null && response.isMap()) {
            response.getKeys().forEach(name -> streams.put(name, entries(response.get(name))));
        } else if (response != null) {
            response.forEach(pair -> streams.put(pair.get(0).toString(), entries(pair.get(1))));
        }
        return streams;
    }

    private static List<StreamEntry> entries(Response response) {
        List<StreamEntry> entries = new ArrayList<>(response.size());
        for (Response entry : response) {
            Map<String, String> fields = new LinkedHashMap<>();
            Response values = entry.get(1);
            for (int i = 0; values != null && i + 1 < values.size(); i += 2) {
                fields.put(values.get(i).toString(), values.get(i + 1).toString());
            }
            entries.add(new StreamEntry(StreamId.parse(entry.get(0).toString()), fields));
        }
        return entries;
    }

    @Override
    public CompletionStage<List<StreamEntry>> range(String stream, StreamId from, StreamId to, int count) {
        return range(Command.XRANGE, stream, from.toString(), to.toString(), count).toCompletionStage();
    }

    private Future<List<StreamEntry>> range(Command command, String stream, String from, String to, int count) { // wall: arguments
        return commands.request(Request.cmd(command).arg(stream).arg(from).arg(to).arg("COUNT").arg(count), stream, 0)
                .map(VertxRedisStreams::entries);
    }

    @Override
    public CompletionStage<@Nullable StreamId> first(String stream) {
        return idOf(range(Command.XRANGE, stream, NO_ID, MAX_ID, 1));
    }

    @Override
    public CompletionStage<@Nullable StreamId> last(String stream) {
        return idOf(range(Command.XREVRANGE, stream, MAX_ID, NO_ID, 1));
    }

    private static CompletionStage<@Nullable StreamId> idOf(Future<List<StreamEntry>> entries) {
        return entries.toCompletionStage().thenApply(found -> found.isEmpty() ? null : found.get(0).id());
    }

    @Override
    public CompletionStage<Void> set(String key, String value, Duration time) {
        return commands
                .request(Request.cmd(Command.SET).arg(key).arg(value).arg("PX").arg(time.toMillis()), key, value.length())
                .<Void> mapEmpty().toCompletionStage();
    }

    @Override
    public CompletionStage<@Nullable String> get(String key, int maxBytes) {
        return commands.request(Request.cmd(Command.GETRANGE).arg(key).arg(0).arg(maxBytes - 1L), key, 0).toCompletionStage()
                .thenApply(value -> value == null || value.toString().isEmpty() ? null : value.toString());
    }

    @Override
    public CompletionStage<Boolean> remove(String key) {
        return commands.request(Request.cmd(Command.DEL).arg(key), key, 0).map(count -> count.toInteger() > 0)
                .toCompletionStage();
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
        readers.close();
        writers.close();
    }
}
