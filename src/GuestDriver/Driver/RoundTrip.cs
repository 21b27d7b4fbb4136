using System.Buffers.Binary;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>How long a GET_VALUE takes, from before the kick to after the answer has been read.</summary>
/// <param name="Count">Round trips measured.</param>
/// <param name="P50Ns">Half of them took at most this, nanoseconds.</param>
/// <param name="P99Ns">99 of 100 took at most this, nanoseconds.</param>
/// <param name="MaxNs">The slowest, nanoseconds.</param>
public readonly record struct RoundTripResult(int Count, long P50Ns, long P99Ns, long MaxNs);

/// <summary>Measures round trips on a driver without a completion thread.</summary>
public static class RoundTrip
{
    private const int SpinsBetweenLooks = 1024;

    /// <summary>Sends GET_VALUE for one line again and again, one at a time.</summary>
    /// <param name="driver">Without a completion thread and with nothing outstanding.</param>
    /// <param name="count">Round trips, at least 1.</param>
    /// <param name="waitForInterrupt">True: sleep until the back-end signals the call descriptor, as a guest does. False: look at the used ring all the time.</param>
    /// <param name="warmUp">Round trips made first and not counted.</param>
    /// <exception cref="VhostUserPeerException">An answer was wrong, or none came within the front-end's reply timeout.</exception>
    public static RoundTripResult Measure(GpioDriver driver, ushort line, int count, bool waitForInterrupt = false, int warmUp = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        FrontEndRing ring = driver.FrontEnd.Rings[0];
        if (driver.Core.HasThread || ring.Ring.Outstanding > 0)
            throw new InvalidOperationException("round trips are measured without a completion thread and with nothing outstanding");

        const int RequestSize = 8, ResponseSize = 2;
        ulong address = driver.FrontEnd.Ram.Allocate(RequestSize + ResponseSize);
        byte[] request = new byte[RequestSize];
        BinaryPrimitives.WriteUInt16LittleEndian(request, (ushort)GpioMessage.GetValue);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(2), line);
        driver.FrontEnd.Ram.Memory.TryWrite(address, request);
        GuestBuffer[] buffers = [new(address, RequestSize, Writable: false), new(address + RequestSize, ResponseSize, Writable: true)];
        int direct = (driver.FrontEnd.Features & VirtioFeatures.IndirectDescriptors) != 0 ? 0 : buffers.Length;

        long[] took = new long[count];
        for (int i = -warmUp; i < count; i++)
        {
            long before = MonotonicClock.Now;
            One(driver, ring, buffers, direct, waitForInterrupt);
            if (i >= 0) took[i] = MonotonicClock.Now - before;
        }

        Array.Sort(took);
        return new RoundTripResult(count, took[(count - 1) / 2], took[(int)((count - 1) * 99L / 100)], took[^1]);
    }

    private static void One(GpioDriver driver, FrontEndRing ring, GuestBuffer[] buffers, int direct, bool waitForInterrupt)
    {
        DriverRing queue = ring.Ring;
        if (waitForInterrupt) queue.EnableInterrupts();
        else queue.DisableInterrupts();
        if (!queue.TryAdd(buffers, direct, token: 0, out _)) throw new VhostUserPeerException($"ring {ring.Index} takes nothing: {queue.Fault}");
        if (queue.Publish()) ring.Kick.Signal();

        if (waitForInterrupt) AwaitInterrupt(driver, ring);
        else Spin(driver, queue);

        if (queue.Collect(out UsedChain used) != CollectResult.Used) throw new VhostUserPeerException($"the device broke ring {ring.Index}: {queue.Fault}");
        Span<byte> answer = stackalloc byte[2];
        driver.FrontEnd.Ram.Memory.TryRead(buffers[1].Address, answer);
        if (used.Length != answer.Length || answer[0] != (byte)GpioStatus.Ok || answer[1] > 1)
            throw new VhostUserPeerException($"GetValue: used.len {used.Length}, status {answer[0]}, value {answer[1]}");
    }

    private static void AwaitInterrupt(GpioDriver driver, FrontEndRing ring)
    {
        while (!ring.Ring.HasUsed)
        {
            if (!Readiness.WaitToRead(ring.Call.Ours, TimeoutMs(driver))) throw TimedOut(driver);
            ring.Call.Drain();
        }
    }

    private static void Spin(GpioDriver driver, DriverRing queue)
    {
        long deadline = MonotonicClock.Now + TimeoutMs(driver) * 1_000_000L;
        while (true)
        {
            for (int spin = 0; spin < SpinsBetweenLooks; spin++)
            {
                if (queue.HasUsed) return;
                Thread.SpinWait(1);
            }

            if (MonotonicClock.Now > deadline) throw TimedOut(driver);
        }
    }

    private static int TimeoutMs(GpioDriver driver) => (int)driver.FrontEnd.Options.ReplyTimeout.TotalMilliseconds;

    private static VhostUserPeerException TimedOut(GpioDriver driver) => new($"GetValue: no answer within {TimeoutMs(driver)} ms");
}
