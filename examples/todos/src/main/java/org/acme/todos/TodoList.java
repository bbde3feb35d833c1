package org.acme.todos;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import io.quarkiverse.socketio.AckException;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;

/** Answers what clients ask for, and tells all others what has changed. */
@SocketIO
public class TodoList {
    @Inject
    Todos todos;

    @OnEvent("list")
    List<Todo> list() {
        return todos.list();
    }

    @OnEvent("create")
    Todo create(Socket socket,
            @NotBlank(message = Todo.NEEDED) @Size(max = Todo.LONGEST, message = Todo.TOO_LONG) String title) {
        Todo todo = todos.create(title)
                .orElseThrow(() -> refused("full", "The list has at most " + Todos.MOST + " entries."));
        socket.broadcast().emit("created", todo);
        return todo;
    }

    @OnEvent("update")
    Todo update(Socket socket, @Valid Todo wanted) {
        Todo todo = todos.update(wanted).orElseThrow(TodoList::notFound);
        socket.broadcast().emit("updated", todo);
        return todo;
    }

    @OnEvent("delete")
    Todo delete(Socket socket, long id) {
        Todo todo = todos.delete(id).orElseThrow(TodoList::notFound);
        socket.broadcast().emit("deleted", todo.id());
        return todo;
    }

    private static AckException notFound() {
        return refused("not-found", "It has been deleted.");
    }

    private static AckException refused(String error, String message) {
        return new AckException(Map.of("error", error, "message", message));
    }
}
