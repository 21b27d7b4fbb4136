using GpioHub.Bench.Rows;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Processes;

/// <summary>A look at both variants of the limit before it is measured: a back-end that does less than the hub would make every ratio
/// wrong.</summary>
internal static class LimitCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="BenchException">It does not do what the rows ask of it.</exception>
    public static void Run(string program)
    {
        foreach (TimeSpan look in (TimeSpan[])[TimeSpan.Zero, ComparedRow.Look])
        {
            using BareProcess limit = BareProcess.Limit(program, Placement.TwoCpusSleeping, guests: 1, look);
            using BareGuest drive = Guest(limit, BenchRig.Driver), watch = Guest(limit, "g0");
            for (int line = 0; line < BenchRig.LinesPerGuest; line++) Edge(drive, watch, line);
        }
    }

    private static BareGuest Guest(BareProcess limit, string name) => BareGuest.Connect(Path.Combine(limit.Folder, $"{name}.sock"));

    // A level is read on the other side, and each edge is delivered once: at once, or after the unmask if the line was masked.
    private static void Edge(BareGuest drive, BareGuest watch, int line)
    {
        watch.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.In);
        drive.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
        Expect(watch.Ask(GpioMessage.GetValue, line) == 0, line, "is high before it is driven");
        if (line == 0) watch.Arm(IrqType.EdgeBoth, watch.Lines);
        drive.Ask(GpioMessage.SetValue, line, 1);
        Expect(watch.Ask(GpioMessage.GetValue, line) == 1, line, "is low though it is driven high");
        Expect(Event(watch) == line, line, "did not have the first event");
        drive.Ask(GpioMessage.SetValue, line, 0);
        Expect(!watch.TryCollectEvent(out _), line, "has an event while it is masked");
        watch.Unmask(line);
        watch.Events!.Publish();
        Expect(Event(watch) == line, line, "lost the edge that came while it was masked");
        Expect(watch.Ask(GpioMessage.GetDirection, line) == (byte)GpioDirection.In, line, "is no input");
        Expect(drive.Ask(GpioMessage.GetDirection, line) == (byte)GpioDirection.Out, line, "is no output");
    }

    private static int Event(BareGuest watch)
    {
        long deadline = MonotonicClock.Now + (long)Patience.TotalMilliseconds * 1_000_000;
        int line;
        while (!watch.TryCollectEvent(out line))
        {
            if (MonotonicClock.Now > deadline) throw new BenchException("the limit delivers no interrupt");
            Thread.Yield();
        }

        return line;
    }

    private static void Expect(bool holds, int line, string otherwise)
    {
        if (!holds) throw new BenchException($"line {line} of the limit {otherwise}");
    }
}
