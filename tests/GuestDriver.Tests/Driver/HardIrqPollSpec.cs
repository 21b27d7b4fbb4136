using System.Diagnostics;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

/// <summary>Hard handlers of a driver without a completion thread: all that happens at an event happens inside one call of Poll.</summary>
public class HardIrqPollSpec
{
    private const int Events = 1_000;

    private static readonly GpioDriverOptions Polled = new() { CompletionThread = false };

    private static void Run(Rig rig, Task task)
    {
        long began = Stopwatch.GetTimestamp();
        while (!task.IsCompleted && Stopwatch.GetElapsedTime(began) < Rig.Patience)
        {
            if (!rig.Driver.Poll()) Thread.Yield();
        }

        Assert.True(task.IsCompletedSuccessfully);
    }

    private static IrqLine Request(Rig rig, ushort line, IrqType type, Action<IrqSignal> handler)
    {
        Task<IrqLine> request = rig.Driver.RequestHardIrqAsync(line, type, handler);
        Run(rig, request);
        return request.Result;
    }

    /// <summary>Sets the first lines; done when the device has published what comes of it.</summary>
    private static void SetLevels(Rig rig, int lines, bool level) => Assert.True(rig.Backend.InvokeAsync(device =>
    {
        for (int line = 0; line < lines; line++) device.SetLevel(line, level);
    }).Wait(Rig.Patience));

    [Theory(DisplayName =
        "When one Poll returns, the handler has run on its thread and the pair is in the ring again: no other thread had to run (VG-G-07)")]
    [InlineData(IrqType.EdgeBoth)]
    [InlineData(IrqType.EdgeRising)]
    public async Task NothingIsScheduled(IrqType type)
    {
        await using Rig rig = await Rig.StartAsync(Polled);
        List<(Thread Thread, int Requests, int Pairs)> seen = [];
        Request(rig, 0, type, _ => seen.Add((Thread.CurrentThread, Availables(0), Availables(1))));
        var (requests, pairs) = (Availables(0), Availables(1));

        SetLevels(rig, 1, true);
        Assert.True(rig.Driver.Poll());

        Assert.Equal([(Thread.CurrentThread, requests, pairs)], seen);      // masked while the handler ran
        Assert.Equal((requests, pairs + 1), (Availables(0), Availables(1)));

        int Availables(int ring) => rig.Driver.FrontEnd.Rings[ring].AvailIndex;
    }

    [Fact(DisplayName = "Of two lines that fire together, one whose handler disables the other keeps it from running")]
    public async Task OneDisablesTheOther()
    {
        await using Rig rig = await Rig.StartAsync(Polled);
        List<int> ran = [];
        IrqLine[] lines = new IrqLine[2];
        for (ushort line = 0; line < 2; line++)
        {
            lines[line] = Request(rig, line, IrqType.EdgeRising, signal =>
            {
                ran.Add(signal.Line);
                lines[1 - signal.Line].DisableNoSync();
            });
        }

        SetLevels(rig, 2, true);
        rig.Driver.Poll();

        Assert.Equal([0], ran);
        Assert.True(lines[0].State.Queued);
        Assert.False(lines[1].State.Enabled);
    }

    [Theory(DisplayName = "1,000 events allocate 0 bytes from used entry to queued pair, of one line and of several together")]
    [InlineData(1)]
    [InlineData(4)]
    public async Task AllocatesNothing(int lines)
    {
        await using Rig rig = await Rig.StartAsync(Polled);
        long handled = 0;
        for (ushort line = 0; line < lines; line++) Request(rig, line, IrqType.EdgeBoth, _ => handled++);
        long last = 0;

        // The runtime may take an object for the compiled code that it swaps in, once; what the path takes it takes again.
        for (int runs = 0, clean = 0; runs < 6 && clean < 2; runs++)
        {
            handled = 0;
            long bytes = 0;
            for (int n = 0; n < Events / lines; n++)
            {
                SetLevels(rig, lines, n % 2 == 0);
                long before = GC.GetAllocatedBytesForCurrentThread();
                rig.Driver.Poll();
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Assert.Equal(Events, handled);
            clean = bytes == 0 ? clean + 1 : 0;
            if (clean != 1) last = bytes;
        }

        Assert.Equal(0, last);
    }
}
