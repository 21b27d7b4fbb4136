using System.Buffers.Binary;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A program in a guest that reads the input events of a gpio-keys node.</summary>
public sealed class KeyReader
{
    private readonly LinuxGuest _guest;
    private readonly GuestJob _job;

    private KeyReader(LinuxGuest guest, GuestJob job) => (_guest, _job) = (guest, job);

    /// <summary>Starts it, and waits until it has the device open: a press before that is no event.</summary>
    /// <param name="label">Of the node in the device tree.</param>
    public static async Task<KeyReader> StartAsync(LinuxGuest guest, string label)
    {
        ArgumentNullException.ThrowIfNull(guest);
        string name = await guest.RunAsync($"basename $(dirname $(dirname $(grep -lx {label} /sys/class/input/event*/device/name)))");
        var job = await guest.StartJobAsync($"dd bs=24 if=/dev/input/{name}");
        await Patience.UntilAsync(
            () => guest.TryAsync($"ls -l /proc/{job.ProcessId}/fd | grep {name}"),
            answer => answer.Code == 0,
            _ => $"dd does not open {label}");
        return new KeyReader(guest, job);
    }

    /// <summary>Waits for so many events of a key, and returns the values of all that are there. (Another button is a key of the same
    /// device; if it is pressed at the boot, its first event comes when the device is opened.)</summary>
    public Task<int[]> ValuesAsync(int code, int count) => Patience.UntilAsync(
        async () => Values(code, Convert.FromBase64String(await _guest.RunAsync($"base64 -w 0 {_job.File}"))),
        values => values.Length >= count,
        values => $"waited for {count} events of key {code}, got {values.Length}");

    public Task StopAsync() => _job.StopAsync();

    /// <summary>struct input_event of a 64-bit kernel: time (16 bytes), type, code, value. Type 1 is EV_KEY.</summary>
    private static int[] Values(int code, byte[] events) =>
    [
        .. events.Chunk(24).Where(e => e.Length == 24 && Short(e, 16) == 1 && Short(e, 18) == code)
            .Select(e => BinaryPrimitives.ReadInt32LittleEndian(e.AsSpan(20))),
    ];

    private static int Short(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));
}
