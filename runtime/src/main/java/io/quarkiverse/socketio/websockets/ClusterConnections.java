package io.quarkiverse.socketio.websockets;

import io.smallrye.mutiny.Uni;

/**
 * A selection of the WebSocket connections of quarkus-websockets-next on all workers of all hosts, and what can be sent to them.
 * The injected instance selects all connections of all endpoints; each method narrows the selection. Inject it into any bean,
 * {@code @WebSocket} endpoints too.
 *
 * <pre>{@code
 * @Inject
 * ClusterConnections connections;
 *
 * Uni<Void> announce(String room, String text) {
 *     return connections.endpoint("chat").withPathParam("room", room).sendText(text);
 * }
 * }</pre>
 *
 * Selections are immutable: the methods that narrow one return a new one, so it may be kept and used again. Each connection of
 * the selection receives a message once, and the messages of one sender in their order.
 * <p>
 * Messages are not stored: a connection that is being opened, or that is lost meanwhile, does not receive them. A sender does
 * not wait for the recipients: a connection whose client reads too slowly is cut when more than
 * {@code quarkus.socketio.websockets.max-buffered-bytes} wait for it, and a failure of one does not affect the others.
 * <p>
 * Thread: any; immutable. No method blocks.
 */
public interface ClusterConnections {

    /**
     * Selects the connections of one endpoint only.
     *
     * @param endpointId the {@code endpointId} of the {@code @WebSocket} annotation; without one the name of the annotated
     *        class, as {@code Class.getName} returns it
     * @return the connections of this selection that belong to that endpoint
     * @throws IllegalArgumentException if another endpoint is selected already
     */
    ClusterConnections endpoint(String endpointId);

    /**
     * Selects connections by their ids. Ids of several calls add up; without any id, none is selected.
     *
     * @param connectionIds the ids, as {@code WebSocketConnection.id()} returns them, of connections to any worker
     * @return the connections of this selection that have one of these ids
     */
    ClusterConnections to(String... connectionIds);

    /**
     * Excludes connections by their ids, such as that of the sender.
     *
     * @param connectionIds the ids, as {@code WebSocketConnection.id()} returns them
     * @return the connections of this selection that have none of these ids
     */
    ClusterConnections except(String... connectionIds);

    /**
     * Selects the connections whose path has a value. With several parameters all must match.
     *
     * @param name the name of the parameter, as in the path of the endpoint
     * @param value the value in the path with which the client connected
     * @return the connections of this selection with that value
     * @throws IllegalArgumentException if another value of that parameter is selected already
     */
    ClusterConnections withPathParam(String name, String value);

    /**
     * Selects the connections of users. Names of several calls add up; without any name, none is selected. Anonymous clients belong to no user.
     *
     * @param names the names of the principals with which the clients connected
     * @return the connections of this selection that belong to one of these users
     */
    ClusterConnections toUsers(String... names);

    /** {@return the connections of this selection to this worker} */
    ClusterConnections local();

    /**
     * Sends a text message at each subscription. The {@code Uni} is completed when the message is on its way to the connections
     * of this worker and to the other servers.
     * <p>
     * It fails with a {@link io.quarkiverse.socketio.SocketIOException} if the message, with the selection, is larger than
     * {@code quarkus.socketio.websockets.max-buffered-bytes}; nothing was sent then.
     *
     * @param text the message
     * @return completed without waiting for any client
     */
    Uni<Void> sendText(String text);

    /**
     * Sends a binary message at each subscription, as {@link #sendText sendText} does.
     *
     * @param message the bytes, which must not be changed until the {@code Uni} is completed
     * @return completed without waiting for any client
     */
    Uni<Void> sendBinary(byte[] message);

    /**
     * Sends a text message with an object in JSON at each subscription, as {@link #sendText sendText} does. The object is
     * serialised once for all recipients, by the {@code ObjectMapper} of the application.
     * <p>
     * Fails also if Jackson cannot serialise the object, with a {@link io.quarkiverse.socketio.SocketIOException}.
     *
     * @param value anything that Jackson can write
     * @return completed without waiting for any client
     */
    Uni<Void> sendJson(Object value);

    /**
     * Counts the connections of this selection at each subscription.
     *
     * <pre>{@code
     * connections.endpoint("chat").count().subscribe().with(count -> Log.infof("%d in the chat", count));
     * }</pre>
     *
     * The {@code Uni} fails with an {@link io.quarkiverse.socketio.AckTimeoutException} if a server does not answer in time; a
     * worker that dies meanwhile is not waited for, and its connections are not counted.
     *
     * @return the number of open connections
     */
    Uni<Long> count();
}
