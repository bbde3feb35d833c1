package io.quarkiverse.socketio.it.examples;

import java.nio.file.Path;
import java.util.List;

/** The shared to-do list; each server has a file of its own. */
class TodosExampleTest extends ExampleContract {
    TodosExampleTest() {
        super("todos");
    }

    @Override
    List<String> options(Path directory) {
        return List.of("-Dquarkus.datasource.jdbc.url=jdbc:sqlite:" + directory.resolve("todos.db") + "?busy_timeout=10000");
    }
}
