using System.Globalization;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Tool;

/// <summary>A driver connected for one verb: it tells failures in words, finds lines by name or offset, and ends in order.</summary>
internal sealed class GuestConnection : IAsyncDisposable
{
    private readonly Func<string, IEnumerable<string>, string?> _nearest;
    private readonly string _socket;

    private GuestConnection(GpioDriver driver, string socket, Func<string, IEnumerable<string>, string?> nearest) =>
        (Driver, _socket, _nearest) = (driver, socket, nearest);

    public GpioDriver Driver { get; }

    /// <summary>The device's name: the socket's name without ".sock".</summary>
    public string ChipName => Path.GetFileNameWithoutExtension(_socket);

    /// <exception cref="GuestToolException">Nobody is there, the back-end is busy, has no packed rings, or is no virtio-gpio
    /// back-end.</exception>
    public static async Task<GuestConnection> OpenAsync(string socket, bool packed, Func<string, IEnumerable<string>, string?> nearest,
        CancellationToken cancel)
    {
        var frontEnd = new FrontEndOptions();
        if (packed) frontEnd = frontEnd with { Features = frontEnd.Features | VirtioFeatures.RingPacked };
        try
        {
            var driver = await GpioDriver.ConnectAsync(socket, new() { FrontEnd = frontEnd }, cancel).ConfigureAwait(false);
            var guest = new GuestConnection(driver, socket, nearest);
            if (!packed || driver.FrontEnd.Rings[0].Packed) return guest;
            await guest.DisposeAsync().ConfigureAwait(false);
        }
        catch (VhostUserPeerException e) when (e.ClosedAtOnce)
        {
            throw new GuestToolException(
                GuestToolFailure.Busy, $"{socket} is busy: another front-end is connected to it (a QEMU, or another gpiohub guest)", e);
        }
        catch (VhostUserPeerException e)
        {
            throw new GuestToolException(GuestToolFailure.BackendFailed, $"{socket}: no usable virtio-gpio back-end: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new GuestToolException(GuestToolFailure.NoBackend, e.Message, e);
        }
        catch (ErrnoException e)
        {
            throw new GuestToolException(GuestToolFailure.NoBackend, $"{socket}: {Words(e)}", e);
        }

        throw new GuestToolException(GuestToolFailure.NoPackedRings,
            $"{socket}: the back-end offers no packed rings (VIRTIO_F_RING_PACKED; a hub with hub.packedRings does); " +
            "without --packed the guest has split ones");
    }

    /// <summary>The line of that offset if it is all digits, as in any address of the hub; else the line of that name.</summary>
    /// <exception cref="GuestToolException">No such line.</exception>
    public ushort Resolve(string line)
    {
        int count = Driver.Config.LineCount;
        if (line.Length > 0 && line.All(char.IsAsciiDigit))
        {
            if (ushort.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out ushort offset) && offset < count) return offset;
            string named = Driver.Names.Index().Where(name => name.Item == line).Select(name => $"; the line named so is {name.Index}")
                .FirstOrDefault("");
            throw new GuestToolException(GuestToolFailure.NoSuchLine,
                $"no line {line} on {ChipName}; it has {count}, 0 to {count - 1}{named}");
        }

        for (int i = 0; i < Driver.Names.Count; i++)
            if (line.Length > 0 && Driver.Names[i] == line) return (ushort)i;

        string hint = _nearest(line, Driver.Names.Where(name => name.Length > 0)) is { } near ? $"; did you mean \"{near}\"?" : "";
        throw new GuestToolException(GuestToolFailure.NoSuchLine, $"no line \"{line}\" on {ChipName}{hint}");
    }

    /// <summary>A line as libgpiod 2.x's tools print it: its quoted name, or chip and offset.</summary>
    public string Display(ushort line) =>
        Driver.Names[line] is { Length: > 0 } name ? $"\"{name}\"" : string.Create(CultureInfo.InvariantCulture, $"{ChipName} {line}");

    /// <summary>Runs a part of a verb; a failure becomes a message for a person.</summary>
    /// <exception cref="GuestToolException">It failed.</exception>
    public async Task<T> TryAsync<T>(Func<Task<T>> part)
    {
        try
        {
            return await part().ConfigureAwait(false);
        }
        catch (GpioRequestException e) when (e.Request != default)
        {
            throw new GuestToolException(GuestToolFailure.Refused, $"{Display(e.Line)}: the device answered ERR to {e.Request}", e);
        }
        catch (VhostUserPeerException e)
        {
            throw new GuestToolException(GuestToolFailure.BackendFailed, $"{_socket}: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new GuestToolException(GuestToolFailure.Refused, e.Message, e);      // more lines than the eventq can arm
        }
    }

    /// <summary>Gives lines back (SET_DIRECTION NONE); it does not matter whether the device has gone or refuses.</summary>
    public async Task ReleaseAsync(IEnumerable<ushort> lines)
    {
        try
        {
            foreach (ushort line in lines)
                await Driver.RequestAsync(GpioMessage.SetDirection, line, (uint)GpioDirection.None).ConfigureAwait(false);
        }
        catch (VhostUserPeerException)
        {
            // Nobody is left to give them back to.
        }
    }

    /// <summary>Ends as a guest that is switched off: after it the socket is free for the next front-end.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Driver.Failure is null) await Driver.ShutDownAsync().ConfigureAwait(false);
        }
        catch (VhostUserPeerException)
        {
            // The connection is closed all the same.
        }

        await Driver.DisposeAsync().ConfigureAwait(false);
    }

    private static string Words(ErrnoException e)
    {
        const int Enoent = 2, Eagain = 11, Eacces = 13, Econnrefused = 111;
        return e.Errno switch
        {
            Enoent => "no such socket (gpiohub info GUEST shows its path)",
            Econnrefused => "nobody serves this socket any more (start a hub: gpiohub run CONFIG)",
            Eacces => "permission denied (hub.socketMode and hub.socketGroup say who may connect)",
            Eagain => "too many are waiting to connect",
            _ => e.Message,
        };
    }
}
