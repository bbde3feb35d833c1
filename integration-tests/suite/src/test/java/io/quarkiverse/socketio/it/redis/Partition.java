package io.quarkiverse.socketio.it.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** The network before a Redis server: while it is cut, nothing passes, and no connection is closed or opened. Thread: any. */
final class Partition implements AutoCloseable {
    private final ServerSocket listening;
    private final int redis;
    /** Guarded by this, as the next. */
    private final List<Socket> open = new ArrayList<>();
    private boolean cut;

    Partition(int redis) throws IOException {
        this.redis = redis;
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + listening.getLocalPort();
    }

    synchronized void cut() {
        cut = true;
    }

    synchronized void heal() {
        cut = false;
        notifyAll();
    }

    private synchronized void awaitNetwork() {
        while (cut) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                awaitNetwork();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), redis);
                synchronized (this) {
                    open.addAll(List.of(near, far));
                }
                start(() -> pass(near, far));
                start(() -> pass(far, near));
            } catch (IOException e) {
                // Redis or this is closed
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                awaitNetwork();
                out.write(bytes, 0, read);
            }
        } catch (IOException e) {
            // the other end is closed, as both are now
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "partition");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        heal();
        try {
            listening.close();
            synchronized (this) {
                for (Socket socket : open) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
