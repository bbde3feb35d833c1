package io.quarkiverse.socketio.runtime.cluster.admin;

/**
 * The exit codes of a process that was started to send a command to a cluster. Scripts depend on them.
 * <p>
 * Thread: any.
 */
public enum ExitCode {
    /** The command was executed, or begun. */
    OK(0),
    /** The primary has refused the command, could not be reached, or has failed to execute it. */
    FAILED(1),
    /** The command line has no command, or one that does not exist. */
    USAGE(2),
    /** No cluster of this user listens on the port. */
    NOT_RUNNING(3),
    /** The cluster on the port is another user's. */
    NOT_PERMITTED(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
