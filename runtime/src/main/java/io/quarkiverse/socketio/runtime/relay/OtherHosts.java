package io.quarkiverse.socketio.runtime.relay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.relay.RelayOutcome.NotRelayedException;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Finds the address of a host by its tag. For a tag that is not known it asks the directory for the addresses of all hosts, and
 * each of these for its tag: a <em>round</em>, of which there is one at a time. Clients can make up tags, so rounds are rare:
 * {@value #BURST} at once, then one in {@value #MILLIS_PER_ROUND} ms. In between a tag that is not known is refused at once.
 * <p>
 * Thread: any; listeners are called without a lock.
 */
public final class OtherHosts {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final int BURST = 5;
    private static final int MILLIS_PER_ROUND = 2000;
    /** How long a tag that no host had is refused without a round. */
    private static final int ABSENT_MILLIS = 1000;
    private static final Duration ROUND_LIMIT = Duration.ofSeconds(5);
    private static final int MAX_ABSENT = 1024;
    private static final int MAX_WAITING = 1024;
    static final int MAX_HOSTS = 256;
    private static final int MAX_AT_ONCE = 16;

    private final LogLimiter failures = new LogLimiter(5, Duration.ofMinutes(1));
    private final String self;
    private final HostDirectory directory;
    private final Function<HostAddress, CompletionStage<String>> ask;
    private final Scheduler scheduler;
    private final LongSupplier millis;

    /** Guarded by this, like all that follows. */
    private final Map<String, HostAddress> known = new HashMap<>();
    private final Map<String, Long> absent = new LinkedHashMap<>();
    private @Nullable Round round;
    private double permits = BURST;
    private long permitsAt;

    /**
     * @param self the tag of this host
     * @param ask asks the host at an address for its tag, for a limited time; fails when it cannot be trusted
     * @param millis any steady clock
     */
    public OtherHosts(String self, HostDirectory directory, Function<HostAddress, CompletionStage<String>> ask,
            Scheduler scheduler, LongSupplier millis) {
        this.self = self;
        this.directory = directory;
        this.ask = ask;
        this.scheduler = scheduler;
        this.millis = millis;
        this.permitsAt = millis.getAsLong();
    }

    /** Returns the address of the host with that tag; fails with a {@link NotRelayedException} when there is none. */
    CompletionStage<HostAddress> find(String tag) {
        Round begun = null;
        CompletableFuture<HostAddress> found = new CompletableFuture<>();
        synchronized (this) {
            HostAddress address = known.get(tag);
            if (address != null) {
                return CompletableFuture.completedFuture(address);
            }
            RelayOutcome refusal = refusal(tag);
            if (refusal != null) {
                return CompletableFuture.failedFuture(new NotRelayedException(refusal));
            }
            Round joined = round;
            if (joined == null) {
                begun = joined = new Round();
                round = joined;
            }
            joined.await(tag, found);
        }
        if (begun != null) {
            begun.start();
        }
        return found;
    }

    /** Returns why a tag that is not known is not looked up; null if it is. */
    private @Nullable RelayOutcome refusal(String tag) {
        long now = millis.getAsLong();
        Long until = absent.get(tag);
        if (until != null && now < until) {
            return RelayOutcome.UNKNOWN_HOST;
        }
        if (round != null) {
            return round.isFull() ? RelayOutcome.TOO_MANY_LOOKUPS : null;
        }
        permits = Math.min(BURST, permits + (now - permitsAt) / (double) MILLIS_PER_ROUND);
        permitsAt = now;
        if (permits < 1) {
            return RelayOutcome.TOO_MANY_LOOKUPS;
        }
        permits--;
        return null;
    }

    /** Forgets where a host is, as it does not respond there, or another one does. */
    synchronized void forget(String tag, HostAddress address) {
        known.remove(tag, address);
    }

    private synchronized void markAbsent(Set<String> tags) {
        long until = millis.getAsLong() + ABSENT_MILLIS;
        for (String tag : tags) {
            absent.remove(tag);
            if (absent.size() >= MAX_ABSENT) {
                absent.remove(absent.keySet().iterator().next());
            }
            absent.put(tag, until);
        }
    }

    private void logFailure(String what, Throwable why) {
        long before = failures.admit(System.nanoTime(), what);
        if (before >= 0) {
            LOG.warnf("%s: %s%s", what, RelayOutcome.textOf(why), LogLimiter.suffix(before));
        }
    }

    /** Asks all hosts once. */
    private final class Round {
        private final Map<String, List<CompletableFuture<HostAddress>>> waiting = new HashMap<>();
        private final Queue<HostAddress> toAsk = new ArrayDeque<>();
        private int waiters;
        private int asking;
        private boolean over;
        private Runnable cancelLimit = () -> {
        };

        void await(String tag, CompletableFuture<HostAddress> found) {
            waiters++;
            waiting.computeIfAbsent(tag, first -> new ArrayList<>()).add(found);
        }

        boolean isFull() {
            return waiters >= MAX_WAITING;
        }

        void start() {
            Runnable cancel = scheduler.schedule(ROUND_LIMIT, this::end);
            synchronized (OtherHosts.this) {
                cancelLimit = cancel;
            }
            directory.addresses().whenComplete((addresses, failure) -> {
                if (failure == null) {
                    askAll(addresses);
                } else {
                    logFailure("The addresses of other hosts cannot be resolved", failure);
                    end();
                }
            });
        }

        private void askAll(List<HostAddress> addresses) {
            Set<HostAddress> different = new HashSet<>(addresses);
            if (different.size() > MAX_HOSTS) {
                logFailure("Requests are relayed to no more than " + MAX_HOSTS + " hosts",
                        new IllegalStateException("there are " + different.size() + " addresses"));
            }
            synchronized (OtherHosts.this) {
                known.values().retainAll(different);
                different.stream().limit(MAX_HOSTS).forEach(toAsk::add);
            }
            askMore();
        }

        private void askMore() {
            List<HostAddress> next = new ArrayList<>();
            boolean done;
            synchronized (OtherHosts.this) {
                while (asking < MAX_AT_ONCE && !over && !toAsk.isEmpty()) {
                    asking++;
                    next.add(toAsk.remove());
                }
                done = asking == 0 && toAsk.isEmpty();
            }
            if (done) {
                end();
            }
            for (HostAddress address : next) {
                ask.apply(address).whenComplete((tag, failure) -> onAnswer(address, failure == null ? tag : null, failure));
            }
        }

        private void onAnswer(HostAddress address, @Nullable String tag, @Nullable Throwable failure) {
            List<CompletableFuture<HostAddress>> found = List.of();
            synchronized (OtherHosts.this) {
                asking--;
                if (tag != null && !tag.equals(self)) {
                    // a host that was restarted at the same address has another tag
                    known.entrySet().removeIf(entry -> entry.getValue().equals(address) && !entry.getKey().equals(tag));
                    known.putIfAbsent(tag, address); // a host may have several addresses
                    found = waiting.getOrDefault(tag, List.of());
                    waiting.remove(tag);
                }
            }
            if (failure != null) {
                logFailure("The host at " + address + " cannot be asked for its sessions", failure);
            }
            found.forEach(each -> each.complete(address));
            askMore();
        }

        private void end() {
            Map<String, List<CompletableFuture<HostAddress>>> lost;
            synchronized (OtherHosts.this) {
                if (over) {
                    return;
                }
                over = true;
                round = null;
                cancelLimit.run();
                lost = Map.copyOf(waiting);
            }
            markAbsent(lost.keySet());
            lost.values().forEach(each -> each
                    .forEach(found -> found.completeExceptionally(new NotRelayedException(RelayOutcome.UNKNOWN_HOST))));
        }
    }
}
