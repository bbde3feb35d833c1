package io.quarkiverse.socketio.runtime.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.SocketAddressImpl;

/**
 * The address at which a host listens for other hosts.
 * <p>
 * Thread: any.
 *
 * @param name by which it was found, for the certificate; the literal of the address if there is none
 * @param ip the address itself
 */
public record HostAddress(String name, InetAddress ip, int port) {

    /** Returns the address for a connection; a different {@code label} makes Vert.x open another connection. */
    SocketAddress labelled(String label) {
        try {
            return new Labelled(new InetSocketAddress(InetAddress.getByAddress(name, ip.getAddress()), port), label);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("[BUG] an address of an invalid length", e);
        }
    }

    /** Is shown without the label, in metrics for instance. */
    private static final class Labelled extends SocketAddressImpl {
        private final String label;

        Labelled(InetSocketAddress address, String label) {
            super(address);
            this.label = label;
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other) && other instanceof Labelled labelled && labelled.label.equals(label);
        }

        @Override
        public int hashCode() {
            return 31 * super.hashCode() + label.hashCode();
        }
    }

    @Override
    public String toString() {
        String literal = ip.getHostAddress();
        String shown = literal.contains(":") ? "[" + literal + "]:" + port : literal + ":" + port;
        return name.equals(literal) ? shown : shown + " (" + name + ")";
    }
}
