package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * The answers of one sender that are held until all others have answered the same question. Their bytes are in an account of
 * its own, as they are held longer than the session of the client that sent them. If it is cut, all questions that hold an
 * answer of this sender fail, which releases the answers.
 * <p>
 * Thread: any.
 */
public final class HeldAnswers {
    /** About the bytes that an answer takes besides its packet. */
    private static final int ANSWER_BYTES = 100;

    private final MemoryBudget.Account account;
    /** Guarded by this, as is the next field. */
    private final Set<Held> answers = new HashSet<>();
    private boolean closed;

    /**
     * @param open opens the account
     * @param executor fails the questions: the account may be cut while locks are held
     * @param end ends the sender, before its questions fail
     */
    public HeldAnswers(Function<Runnable, MemoryBudget.Account> open, Executor executor, Runnable end) {
        this.account = open.apply(() -> executor.execute(() -> {
            end.run();
            cut();
        }));
    }

    /** One answer; no record, as two equal ones are two. */
    private static final class Held {
        private final long bytes;
        private final Runnable fail;

        Held(long bytes, Runnable fail) {
            this.bytes = bytes;
            this.fail = fail;
        }
    }

    /**
     * Holds an answer.
     *
     * @param bytes of its packet
     * @param fail fails the question; does nothing if it was called before
     * @return releases the answer; to be called once
     */
    public Runnable hold(long bytes, Runnable fail) {
        Held held = new Held(bytes + ANSWER_BYTES, fail);
        synchronized (this) {
            answers.add(held);
        }
        account.add(held.bytes);
        if (account.isCut()) { // it may have been before, and is not called for each answer
            fail.run();
        }
        return () -> release(held);
    }

    private void release(Held held) {
        account.remove(held.bytes);
        synchronized (this) {
            answers.remove(held);
        }
        closeIfUnused();
    }

    private void cut() {
        Set<Held> all;
        synchronized (this) {
            all = Set.copyOf(answers);
        }
        all.forEach(held -> held.fail.run());
    }

    /** The sender sends no more; the account is closed with the last answer. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closeIfUnused();
    }

    private void closeIfUnused() {
        boolean unused;
        synchronized (this) {
            unused = closed && answers.isEmpty();
        }
        if (unused) {
            account.close();
        }
    }
}
