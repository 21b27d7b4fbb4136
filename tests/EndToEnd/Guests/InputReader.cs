using System.Buffers.Binary;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A program in a guest that has an input device open; what happened before that is no event.</summary>
public sealed class InputReader
{
    /// <summary>struct input_event of a 64-bit kernel, bytes: time (16), type (2), code (2), value (4).</summary>
    private const int EventSize = 24;

    /// <summary>Types of events: EV_KEY and EV_REL.</summary>
    private const int Key = 1, Relative = 2;

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

    /// <summary>Waits for so many events of a key, and returns the values of all that are there, in order. (Another button is a key of the
    /// same device; if it is pressed at the boot, its first event comes when the device is opened.)</summary>
    public Task<int[]> KeyAsync(int code, int count) => ValuesAsync(Key, code, count);

    /// <summary>The same of an axis.</summary>
    public Task<int[]> AxisAsync(int code, int count) => ValuesAsync(Relative, code, count);

    /// <summary>Ends the program: no further event can follow.</summary>
    public Task StopAsync() => _job.StopAsync();

    private Task<int[]> ValuesAsync(int type, int code, int count) => Patience.UntilAsync(
        async () => Values(type, code, Convert.FromBase64String(await _job.Guest.RunAsync($"base64 -w 0 {_job.File}"))),
        values => values.Length >= count,
        values => $"waited for {count} events of type {type}, code {code}, got {values.Length}");

    private static int[] Values(int type, int code, byte[] events) =>
    [
        .. events.Chunk(EventSize).Where(e => e.Length == EventSize && Short(e, 16) == type && Short(e, 18) == code)
            .Select(e => BinaryPrimitives.ReadInt32LittleEndian(e.AsSpan(20))),
    ];

    private static int Short(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));
}
