package io.quarkiverse.socketio.it.chaos.attack;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mode of the attacked server.
 *
 * @param features what it has beyond a single process without TLS
 */
record Mode(Set<Feature> features) {
    private static final String ALONE = "alone";

    enum Feature {
        CLUSTER,
        /** The primary of the cluster proxies connections, instead of passing descriptors. */
        PROXY,
        TLS,
        H2,
        /** WebSocket messages are compressed. */
        DEFLATE,
        /** Packets are encoded as MessagePack. */
        MSGPACK
    }

    /** @param text words with "+" between them, as {@link #toString} makes it */
    static Mode of(String text) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        Arrays.stream(text.split("\\+")).filter(word -> !word.equals(ALONE))
                .forEach(word -> features.add(Feature.valueOf(word.toUpperCase(Locale.ROOT))));
        return new Mode(features);
    }

    boolean has(Feature feature) {
        return features.contains(feature);
    }

    @Override
    public String toString() {
        String words = features.stream().map(feature -> feature.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("+"));
        return has(Feature.CLUSTER) ? words : features.isEmpty() ? ALONE : ALONE + "+" + words;
    }
}
