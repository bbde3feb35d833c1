package org.acme.todos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

/** The list in the database, which all workers use. Each method is one statement, so workers do not get in between. */
@Singleton
class Todos {
    /** Clients must not fill the disk. */
    static final int MOST = 100;

    @Inject
    DataSource database;

    void createTable(@Observes StartupEvent event) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        """
                                CREATE TABLE IF NOT EXISTS todo (
                                  id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, done BOOLEAN NOT NULL, version INTEGER NOT NULL)""")) {
            statement.execute();
        }
    }

    List<Todo> list() {
        return run("SELECT * FROM todo ORDER BY id");
    }

    /** Returns what was added; empty if the list is full. */
    Optional<Todo> create(String title) {
        return run("""
                INSERT INTO todo (title, done, version)
                SELECT ?, FALSE, 1 WHERE (SELECT count(*) FROM todo) < ? RETURNING *""", title, MOST).stream().findFirst();
    }

    /** Returns what is stored now; empty if there is none with that id. */
    Optional<Todo> update(Todo todo) {
        return run("UPDATE todo SET title = ?, done = ?, version = version + 1 WHERE id = ? RETURNING *", todo.title(),
                todo.done(), todo.id()).stream().findFirst();
    }

    /** Returns what was deleted; empty if there is none with that id. */
    Optional<Todo> delete(long id) {
        return run("DELETE FROM todo WHERE id = ? RETURNING *", id).stream().findFirst();
    }

    private List<Todo> run(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<Todo> todos = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    todos.add(new Todo(rows.getLong("id"), rows.getString("title"), rows.getBoolean("done"),
                            rows.getInt("version")));
                }
            }
            return todos;
        } catch (SQLException e) {
            throw new IllegalStateException("The list of to-dos: " + e.getMessage(), e);
        }
    }
}
