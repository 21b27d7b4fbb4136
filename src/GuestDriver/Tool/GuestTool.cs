using System.Globalization;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Tool;

/// <summary>The verbs of <c>gpiohub guest SOCKET …</c>: they act as a guest of any vhost-user virtio-gpio back-end, with the behaviour and
/// the formats of libgpiod 2.x.</summary>
/// <remarks>A back-end has one place for a front-end, and each call takes it for as long as it runs. Every failure is a
/// <see cref="GuestToolException"/>.</remarks>
/// <param name="output">Where data go; flushed line by line if somebody may wait for them.</param>
/// <param name="nearest">Finds the existing name that a misspelt one was probably meant to be, or null; null = no suggestions.</param>
/// <param name="packed">The guest has packed rings; false = split ones.</param>
public sealed class GuestTool(TextWriter output, Func<string, IEnumerable<string>, string?>? nearest = null, bool packed = false)
{
    private readonly Func<string, IEnumerable<string>, string?> _nearest = nearest ?? ((_, _) => null);

    /// <summary>Prints the device and its lines as gpioinfo does, with each line's direction and level as the guest sees them.</summary>
    /// <param name="socket">Path of the back-end's socket.</param>
    public async Task InfoAsync(string socket, CancellationToken cancel = default)
    {
        await using GuestConnection guest = await OpenAsync(socket, cancel).ConfigureAwait(false);
        ushort count = guest.Driver.Config.LineCount;
        string interrupts = guest.Driver.HasInterrupts ? "interrupts" : "no interrupts (the back-end does not offer VIRTIO_GPIO_F_IRQ)";
        await output.WriteLineAsync(
            Invariant($"{guest.ChipName}  [virtio-gpio]  {interrupts}  {count} {(count == 1 ? "line" : "lines")}:")).ConfigureAwait(false);
        for (ushort line = 0; line < count; line++)
        {
            string name = guest.Driver.Names[line] is { Length: > 0 } known ? $"\"{known}\"" : "unnamed";
            string state = await guest.TryAsync(() => StateAsync(guest.Driver, line, cancel)).ConfigureAwait(false);
            await output.WriteLineAsync(Invariant($"\tline {line,3}:\t{name,-16}\t{state}")).ConfigureAwait(false);
        }

        await output.FlushAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Reads lines as gpioget does: makes each an input, reads it, and gives it back. A line that may not be an input is read as
    /// it is.</summary>
    /// <param name="lines">Names or offsets.</param>
    /// <param name="numeric">Print 0 and 1 only.</param>
    public async Task GetAsync(string socket, IReadOnlyList<string> lines, bool numeric = false, CancellationToken cancel = default)
    {
        await using GuestConnection guest = await OpenAsync(socket, cancel).ConfigureAwait(false);
        ushort[] asked = [.. lines.Select(guest.Resolve)];
        List<string> levels = [];
        foreach (ushort line in asked)
        {
            bool level = await guest.TryAsync(() => ReadAsync(guest, line, cancel)).ConfigureAwait(false);
            levels.Add(numeric ? level ? "1" : "0" : $"{guest.Display(line)}={Word(level)}");
        }

        await output.WriteLineAsync(string.Join(' ', levels)).ConfigureAwait(false);
        await output.FlushAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Drives lines as gpioset does, for as long as it runs. Then it gives them back, and the back-end's release rule
    /// decides.</summary>
    /// <param name="assignments">Names or offsets, with the level to drive.</param>
    /// <param name="keep">How long to keep driving; null = until cancelled. The CLI's <c>--for TIME</c>.</param>
    /// <param name="cancel">Ends the driving; that is no failure.</param>
    public async Task SetAsync(string socket, IReadOnlyList<(string Line, bool Level)> assignments, TimeSpan? keep = null,
        CancellationToken cancel = default)
    {
        await using GuestConnection guest = await OpenAsync(socket, CancellationToken.None).ConfigureAwait(false);
        (ushort Line, bool Level)[] wanted = [.. assignments.Select(a => (guest.Resolve(a.Line), a.Level))];
        List<ushort> driven = [];
        try
        {
            foreach (var (line, level) in wanted)
            {
                await guest.TryAsync(() => DriveAsync(guest.Driver, line, level)).ConfigureAwait(false);
                driven.Add(line);
            }

            Task end = Task.Delay(keep ?? Timeout.InfiniteTimeSpan, cancel);
            if (await Task.WhenAny(end, guest.Driver.Disconnected).ConfigureAwait(false) != end)
            {
                throw new GuestToolException(GuestToolFailure.BackendFailed,
                    $"{socket}: the back-end has gone; nothing is driven any more");
            }
        }
        finally
        {
            await guest.ReleaseAsync(driven).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for edges as gpiomon does. It first prints the levels of the lines, once the interrupts are armed: no edge after that
    /// is missed.</summary>
    /// <param name="lines">Names or offsets.</param>
    /// <param name="edges">EDGE_RISING, EDGE_FALLING or EDGE_BOTH.</param>
    /// <param name="count">End after this many edges; null = when cancelled.</param>
    /// <param name="cancel">Ends the waiting; that is no failure.</param>
    /// <returns>Edges printed.</returns>
    public async Task<long> MonAsync(
        string socket, IReadOnlyList<string> lines, IrqType edges = IrqType.EdgeBoth, long? count = null,
        CancellationToken cancel = default)
    {
        await using GuestConnection guest = await OpenAsync(socket, CancellationToken.None).ConfigureAwait(false);
        ushort[] asked = [.. lines.Select(guest.Resolve).Distinct()];
        if (!guest.Driver.HasInterrupts)
        {
            throw new GuestToolException(GuestToolFailure.NoInterrupts,
                $"{socket}: the back-end offers no interrupts (VIRTIO_GPIO_F_IRQ), so there is nothing to wait for");
        }

        await using var monitor = new GuestMonitor(guest, output);
        return await guest.TryAsync(() => monitor.RunAsync(asked, edges, count, cancel)).ConfigureAwait(false);
    }

    internal static string Word(bool level) => level ? "active" : "inactive";

    private Task<GuestConnection> OpenAsync(string socket, CancellationToken cancel) =>
        GuestConnection.OpenAsync(socket, packed, _nearest, cancel);

    private static async Task<string> StateAsync(GpioDriver driver, ushort line, CancellationToken cancel)
    {
        GpioDirection direction = await driver.GetDirectionAsync(line, cancel).ConfigureAwait(false);
        GpioReply level = await driver.RequestAsync(GpioMessage.GetValue, line, 0, cancel).ConfigureAwait(false);
        string word = direction switch
        {
            GpioDirection.Out => "output",
            GpioDirection.In => "input",
            _ => "unused",
        };
        return $"{word}  {(level.Status == GpioStatus.Ok ? Word(level.Value != 0) : "not readable")}";
    }

    private static async Task<bool> ReadAsync(GuestConnection guest, ushort line, CancellationToken cancel)
    {
        GpioReply input = await guest.Driver.RequestAsync(GpioMessage.SetDirection, line, (uint)GpioDirection.In,
            cancel).ConfigureAwait(false);
        try
        {
            return await guest.Driver.GetValueAsync(line, cancel).ConfigureAwait(false);
        }
        finally
        {
            if (input.Status == GpioStatus.Ok) await guest.ReleaseAsync([line]).ConfigureAwait(false);
        }
    }

    private static async Task<bool> DriveAsync(GpioDriver driver, ushort line, bool level)
    {
        await driver.DriveAsync(line, level).ConfigureAwait(false);
        return true;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
