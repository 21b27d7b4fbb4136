using System.Globalization;
using System.Threading.Channels;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Tool;

/// <summary>A monitor that prints levels, then edges, of some lines.</summary>
internal sealed class GuestMonitor(GuestConnection guest, TextWriter output) : IAsyncDisposable
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly List<ushort> _inputs = [];
    private readonly List<IrqLine> _irqs = [];
    private readonly Channel<IrqEvent> _events = Channel.CreateUnbounded<IrqEvent>();

    /// <returns>Edges printed.</returns>
    public async Task<long> RunAsync(IReadOnlyList<ushort> lines, IrqType edges, long? count, CancellationToken cancel)
    {
        try
        {
            foreach (ushort line in lines) await ArmAsync(line, edges, cancel).ConfigureAwait(false);
            foreach (ushort line in lines)
            {
                bool level = await guest.Driver.GetValueAsync(line, cancel).ConfigureAwait(false);
                await output.WriteLineAsync($"{guest.Display(line)}={GuestTool.Word(level)}").ConfigureAwait(false);
            }

            await output.FlushAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }

        long printed = 0;
        try
        {
            while (printed != count)
            {
                IrqEvent happened = await _events.Reader.ReadAsync(cancel).ConfigureAwait(false);
                await output.WriteLineAsync(EdgeLine(happened)).ConfigureAwait(false);
                await output.FlushAsync(cancel).ConfigureAwait(false);
                printed++;
            }
        }
        catch (OperationCanceledException)
        {
            // Interrupted: what was printed is complete.
        }
        catch (ChannelClosedException e) when (e.InnerException is { } why)
        {
            throw new FrontEnd.VhostUserPeerException(why.Message, why);
        }

        return printed;
    }

    /// <summary>Frees the interrupts, then gives the lines back.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (IrqLine irq in _irqs) await irq.DisposeAsync().ConfigureAwait(false);
        await guest.ReleaseAsync(_inputs).ConfigureAwait(false);
    }

    private async Task ArmAsync(ushort line, IrqType edges, CancellationToken cancel)
    {
        await guest.Driver.SetDirectionAsync(line, GpioDirection.In, cancel).ConfigureAwait(false);
        _inputs.Add(line);
        IrqLine irq = await guest.Driver.RequestIrqAsync(line, edges, Take, cancel).ConfigureAwait(false);
        _irqs.Add(irq);
        _ = irq.Events.Completion.ContinueWith(
            ended => _events.Writer.TryComplete(ended.Exception?.InnerException), cancel, TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private ValueTask Take(IrqEvent happened)
    {
        _events.Writer.TryWrite(happened);
        return ValueTask.CompletedTask;
    }

    /// <summary>gpiomon's line: seconds, what, name.</summary>
    private string EdgeLine(IrqEvent happened)
    {
        long seconds = Math.DivRem(happened.TimestampNs, NsPerSecond, out long ns);
        return string.Create(CultureInfo.InvariantCulture,
            $"{seconds}.{ns:D9}\t{(happened.Level ? "rising " : "falling")}\t{guest.Display(happened.Line)}");
    }
}
