package io.quarkiverse.socketio.benchmarks;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;

/** Measures the cost of one frame of the link between a worker and the primary: a message of the bus. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LinkCodecBenchmark {
    @Param({ "200", "10000" })
    int bytes = 200;

    private LinkMessage message;
    private ByteBuf out;
    private ByteBuf frame;

    @Setup
    public void encode() {
        message = new LinkMessage.Bus(1, 2, new byte[bytes]);
        out = PooledByteBufAllocator.DEFAULT.directBuffer(bytes + LinkCodec.BUS_OVERHEAD);
        frame = PooledByteBufAllocator.DEFAULT.directBuffer(bytes + LinkCodec.BUS_OVERHEAD);
        LinkCodec.encode(message, frame);
    }

    @Benchmark
    public ByteBuf encoded() {
        LinkCodec.encode(message, out.clear());
        return out;
    }

    @Benchmark
    public LinkMessage decoded() {
        return LinkCodec.decode(frame.readerIndex(LinkCodec.LENGTH_BYTES));
    }

    /** What the primary does for each frame that it forwards. */
    @Benchmark
    public boolean recognized() {
        return LinkCodec.isBus(frame.readerIndex(0));
    }
}
