package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Many at once, each of which does one attack after the other. Which ones, with which sizes, for how long: that follows from the
 * seed.
 * <p>
 * Thread: one for each attacker; the methods the test's.
 */
final class Attackers {
    private final List<Attack> attacks;
    private final Target target;
    private final long seed;
    private final long end;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<Attack, Integer> done = new EnumMap<>(Attack.class);
    /** How often the server ended one before its time. */
    private final Map<Attack, Integer> cut = new EnumMap<>(Attack.class);

    Attackers(List<Attack> attacks, Target target, long seed, long seconds) {
        this.attacks = attacks;
        this.target = target;
        this.seed = seed;
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Returns at the end. */
    void run(int count) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed * 1000 + i);
            threads.add(Attacker.daemon("attacker" + i, () -> attack(random)));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            clock.shutdownNow();
        }
    }

    private void attack(Random random) {
        long left;
        while ((left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) > 0) {
            Attack attack = attacks.get(random.nextInt(attacks.size()));
            // most are short, some last as long as the time limits of a server
            long millis = Math.min(left, 500 + random.nextInt(random.nextInt(4) == 0 ? 25_000 : 5000));
            Attacker attacker = new Attacker(target, new Random(random.nextLong()), millis);
            clock.schedule(attacker::cut, millis, TimeUnit.MILLISECONDS);
            count(done, attack);
            try {
                attack.run(attacker);
            } catch (IOException e) {
                if (attacker.goesOn()) {
                    count(cut, attack);
                    attacker.pause(100);
                }
            } finally {
                attacker.cut();
            }
        }
    }

    private void count(Map<Attack, Integer> counts, Attack attack) {
        synchronized (counts) {
            counts.merge(attack, 1, Integer::sum);
        }
    }

    /** Each with how often it was done, and how often it was ended by the server. */
    String summary() {
        StringBuilder summary = new StringBuilder();
        synchronized (done) {
            done.forEach((attack, times) -> summary.append(attack).append(' ').append(times).append('(')
                    .append(cut.getOrDefault(attack, 0)).append(") "));
        }
        return summary.toString();
    }
}
