package io.quarkiverse.socketio.runtime.cluster.supervision;

/**
 * How far the replacement of workers is.
 *
 * @param reason who or what asked for it, for people to read
 * @param replaced how many workers were replaced
 * @param of how many are to be replaced, with those that were
 * @param seat the id of the worker that is being replaced; 0 if none is at the moment
 * @param startedAt in milliseconds of the table's clock
 */
public record RollProgress(String reason, int replaced, int of, int seat, long startedAt) {
}
