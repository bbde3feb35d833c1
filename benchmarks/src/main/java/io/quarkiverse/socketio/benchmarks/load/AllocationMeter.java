package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;

/**
 * The bytes that the JVMs of a server allocate on their heaps: their own count for each thread, read over JMX. Threads that serve
 * JMX are left out, and threads that end between two readings have no part in the difference.
 * <p>
 * Thread: that of the harness.
 */
final class AllocationMeter implements AutoCloseable {
    private final List<JMXConnector> connectors = new ArrayList<>();
    private final List<ThreadMXBean> jvms = new ArrayList<>();
    private List<Map<Long, Long>> last = List.of();

    /** Connects to the JVMs that are alive; there may be none. */
    AllocationMeter(ProcessMeter processes) {
        for (ProcessHandle jvm : processes.jvms()) {
            try {
                JMXConnector connector = connect(agent(jvm));
                connectors.add(connector);
                jvms.add(ManagementFactory.newPlatformMXBeanProxy(connector.getMBeanServerConnection(),
                        ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class));
            } catch (IOException e) {
                throw new LoadException("no JMX of process " + jvm.pid() + ": " + e.getMessage(), e);
            }
        }
    }

    @SuppressWarnings("BanJNDI") // the address is that of an agent in a server that this program has started
    private static JMXConnector connect(String address) throws IOException {
        return JMXConnectorFactory.connect(new JMXServiceURL(address));
    }

    private static String agent(ProcessHandle jvm) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach("" + jvm.pid());
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    boolean hasJvms() {
        return !jvms.isEmpty();
    }

    /** Returns the bytes since the last call. */
    long bytes() {
        List<Map<Long, Long>> now = jvms.stream().map(AllocationMeter::read).toList();
        long bytes = 0;
        for (int i = 0; i < last.size(); i++) {
            for (Map.Entry<Long, Long> thread : now.get(i).entrySet()) {
                bytes += thread.getValue() - last.get(i).getOrDefault(thread.getKey(), 0L);
            }
        }
        last = now;
        return bytes;
    }

    /** Returns the bytes of each thread since it started. */
    private static Map<Long, Long> read(ThreadMXBean jvm) {
        long[] threads = jvm.getAllThreadIds();
        long[] bytes = jvm.getThreadAllocatedBytes(threads);
        ThreadInfo[] infos = jvm.getThreadInfo(threads);
        Map<Long, Long> counts = new HashMap<>();
        for (int i = 0; i < threads.length; i++) {
            if (infos[i] != null && bytes[i] >= 0 && !infos[i].getThreadName().matches("(RMI|JMX) .*")) {
                counts.put(threads[i], bytes[i]);
            }
        }
        return counts;
    }

    @Override
    public void close() {
        for (JMXConnector connector : connectors) {
            try {
                connector.close();
            } catch (IOException e) {
                // the server has ended
            }
        }
    }
}
