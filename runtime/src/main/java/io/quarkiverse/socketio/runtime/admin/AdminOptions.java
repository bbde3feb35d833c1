package io.quarkiverse.socketio.runtime.admin;

import org.jspecify.annotations.Nullable;

/**
 * What administrators see, and who they are.
 * <p>
 * Thread: any; immutable.
 *
 * @param namespace the name of the namespace for administrators
 * @param development whether they see each socket, room and event, not only numbers
 * @param readOnly whether they can do nothing
 * @param credentials {@code null} to admit everybody
 */
public record AdminOptions(String namespace, boolean development, boolean readOnly, @Nullable AdminCredentials credentials) {
}
