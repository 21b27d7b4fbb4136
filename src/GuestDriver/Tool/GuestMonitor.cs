using System.Globalization;
using System.Threading.Channels;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
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
            throw new VhostUserPeerException(why.Message, why);
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
        IrqLine irq = await guest.Driver.RequestIrqAsync(line, edges, cancel: cancel).ConfigureAwait(false);
        _irqs.Add(irq);
        _ = ForwardAsync(irq);      // ends with the line's events; how they end goes to the common channel
    }

    /// <summary>Brings the line's events into one channel with those of the others. No handler: the line is not masked meanwhile.</summary>
    private async Task ForwardAsync(IrqLine irq)
    {
        Exception? why = null;
        try
        {
            await foreach (IrqEvent happened in irq.Events.ReadAllAsync().ConfigureAwait(false)) _events.Writer.TryWrite(happened);
        }
#pragma warning disable CA1031 // however a line's events end, it is told in the common channel
        catch (Exception e)
#pragma warning restore CA1031
        {
            why = e;
        }

        _events.Writer.TryComplete(why);
    }

    /// <summary>gpiomon's line: seconds, what, name.</summary>
    private string EdgeLine(IrqEvent happened)
    {
        long seconds = Math.DivRem(happened.TimestampNs, NsPerSecond, out long ns);
        return string.Create(CultureInfo.InvariantCulture,
            $"{seconds}.{ns:D9}\t{(happened.Level ? "rising " : "falling")}\t{guest.Display(happened.Line)}");
    }
}
