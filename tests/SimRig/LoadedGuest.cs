using System.Diagnostics;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig;

/// <summary>A guest that never rests: interrupts armed on lines 0 and 1, and one request after the other on all its lines.</summary>
internal sealed class LoadedGuest
{
    /// <summary>A request that has no answer by then is lost. Other tests hold the deadline itself, 500 ms, in virtual time. In this kernel
    /// every system call is traced, and a hub that has just started compiles its code.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    private readonly GpioDriver _driver;
    private readonly ushort? _drives;
    private readonly long[] _interrupts = new long[2];
    private readonly List<IrqLine> _irqs = [];
    private Task _load = Task.CompletedTask;
    private volatile bool _stop;

    private LoadedGuest(GpioDriver driver, ushort? drives) => (_driver, _drives) = (driver, drives);

    public long Answered { get; private set; }

    /// <summary>How many of the answers were ERR.</summary>
    public long Refused { get; private set; }

    public TimeSpan Longest { get; private set; }

    /// <summary>Interrupts delivered to the handlers of lines 0 and 1.</summary>
    public IReadOnlyList<long> Interrupts => [Interlocked.Read(ref _interrupts[0]), Interlocked.Read(ref _interrupts[1])];

    /// <param name="drives">A line to drive as well; null = none.</param>
    public static async Task<LoadedGuest> StartAsync(GpioDriver driver, ushort? drives)
    {
        var guest = new LoadedGuest(driver, drives);
        for (ushort line = 0; line < guest._interrupts.Length; line++)
        {
            ushort its = line;
            await Rig.InputAsync(driver, line);
            guest._irqs.Add(await Rig.InterruptOfAsync(driver, line, line == 0 ? IrqType.EdgeRising : IrqType.EdgeBoth, _ =>
            {
                Interlocked.Increment(ref guest._interrupts[its]);
                return ValueTask.CompletedTask;
            }));
        }

        if (drives is { } output) await Rig.DriveAsync(driver, output, false);
        guest._load = Task.Run(guest.LoadAsync);
        return guest;
    }

    /// <summary>Checks that it is connected, and that every request so far was answered in time.</summary>
    public void IsWell()
    {
        if (_load.IsFaulted) throw _load.Exception.InnerException!;
        Rule.Holds(_driver.Failure is null && !_driver.Disconnected.IsCompleted, $"{this}: {_driver.Failure}");
    }

    public async Task StopAsync()
    {
        _stop = true;
        await _load;
        foreach (var irq in _irqs) await irq.DisposeAsync();
    }

    public override string ToString() => $"{Answered} answers, {string.Join(" and ", _irqs.Select(irq => $"{irq.State} {irq.Counters}"))}";

    private async Task LoadAsync()
    {
        for (uint i = 0; !_stop; i++)
        {
            await AskAsync(GpioMessage.GetValue, (ushort)(i % 2), 0);
            await AskAsync(GpioMessage.GetDirection, (ushort)(i % 2), 0);
            if (_drives is { } output) await AskAsync(GpioMessage.SetValue, output, i % 2);
        }
    }

    private async Task AskAsync(GpioMessage message, ushort line, uint value)
    {
        long asked = Stopwatch.GetTimestamp();
        GpioReply reply;
        try
        {
            reply = await _driver.RequestAsync(message, line, value).WaitAsync(Patience.Limit);
        }
        catch (TimeoutException)
        {
            throw new ScenarioException($"{message} of line {line} has no answer");
        }

        var took = Stopwatch.GetElapsedTime(asked);
        if (took > Longest) Longest = took;
        Answered++;
        if (reply.Status != GpioStatus.Ok) Refused++;
        if (took > AnswerLimit)
            throw new ScenarioException($"{message} of line {line} was answered after {took.TotalMilliseconds:F0} ms only");
    }
}
