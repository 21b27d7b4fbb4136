using System.Buffers.Binary;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A program in a guest that has an input device open; what happened before that is no event.</summary>
public sealed class InputReader
{
    /// <summary>struct input_event of a 64-bit kernel, bytes: time (16), type (2), code (2), value (4).</summary>
    private const int EventSize = 24;

    private readonly GuestJob _job;

    private InputReader(GuestJob job) => _job = job;

    /// <param name="device">Its name: that of its node in the device tree.</param>
    public static async Task<InputReader> StartAsync(LinuxGuest guest, string device)
    {
        ArgumentNullException.ThrowIfNull(guest);
        string name = await guest.RunAsync($"grep -lx {device} /sys/class/input/event*/device/name");
        string node = name.Split('/')[4];
        var job = await guest.StartJobAsync($"dd bs={EventSize} if=/dev/input/{node}");
        await Patience.UntilAsync(
            () => guest.TryAsync($"ls -l /proc/{job.ProcessId}/fd | grep /dev/input/{node}"),
            answer => answer.Code == 0,
            _ => $"dd does not open {node}");
        return new InputReader(job);
    }

    /// <summary>Waits for so many events of one kind, and returns the values of all that are there, in order.</summary>
    /// <param name="type">1 is EV_KEY, 2 EV_REL.</param>
    /// <param name="code">Of the key or axis.</param>
    public Task<int[]> ValuesAsync(int type, int code, int count) => Patience.UntilAsync(
        async () => Values(type, code, Convert.FromBase64String(await _job.Guest.RunAsync($"base64 -w 0 {_job.File}"))),
        values => values.Length >= count,
        values => $"waited for {count} events of type {type}, code {code}, got {values.Length}");

    /// <summary>Ends the program: no further event can follow.</summary>
    public Task StopAsync() => _job.StopAsync();

    private static int[] Values(int type, int code, byte[] events) =>
    [
        .. events.Chunk(EventSize).Where(e => e.Length == EventSize && Short(e, 16) == type && Short(e, 18) == code)
            .Select(e => BinaryPrimitives.ReadInt32LittleEndian(e.AsSpan(20))),
    ];

    private static int Short(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));
}
