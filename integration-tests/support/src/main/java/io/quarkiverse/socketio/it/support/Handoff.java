package io.quarkiverse.socketio.it.support;

import java.util.stream.Stream;

/** How connections are handed to the workers of a cluster. */
public enum Handoff {
    DESCRIPTOR("-Dquarkus.socketio.cluster.handoff=descriptor"),
    PROXY("-Dquarkus.socketio.cluster.handoff=proxy"),
    /** Without Netty's native transport, as on platforms that have none. */
    WITHOUT_NATIVE_TRANSPORT("-Dio.netty.transport.noNative=true");

    private final String option;

    Handoff(String option) {
        this.option = option;
    }

    /**
     * Returns the handoffs with which tests are repeated: {@code -Dhandoffs=DESCRIPTOR,PROXY}; by default only the default one.
     */
    public static Stream<Handoff> chosen() {
        return Stream.of(System.getProperty("handoffs", DESCRIPTOR.name()).split(",")).map(Handoff::valueOf);
    }

    public String option() {
        return option;
    }

    /** Returns the option of this handoff and others. */
    public String[] with(String... options) {
        return Stream.concat(Stream.of(option), Stream.of(options)).toArray(String[]::new);
    }
}
