package io.quarkiverse.socketio.it.support;

import java.util.stream.Stream;

/** How connections get to the workers of a cluster. */
public enum Handoff {
    DESCRIPTOR("-Dquarkus.socketio.cluster.handoff=descriptor"),
    PROXY("-Dquarkus.socketio.cluster.handoff=proxy"),
    /** As on a platform that Netty has no native transport for. */
    WITHOUT_NATIVE_TRANSPORT("-Dio.netty.transport.noNative=true");

    private final String option;

    Handoff(String option) {
        this.option = option;
    }

    /** Those that tests are repeated with: {@code -Dhandoffs=DESCRIPTOR,PROXY}; without that, only the default one. */
    public static Stream<Handoff> chosen() {
        return Stream.of(System.getProperty("handoffs", DESCRIPTOR.name()).split(",")).map(Handoff::valueOf);
    }

    public String option() {
        return option;
    }

    /** That option and others. */
    public String[] with(String... options) {
        return Stream.concat(Stream.of(option), Stream.of(options)).toArray(String[]::new);
    }
}
