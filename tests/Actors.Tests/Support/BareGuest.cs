using System.Buffers.Binary;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A guest whose rings a test works by hand: see <see cref="BareQueue"/>.</summary>
internal sealed class BareGuest : IAsyncDisposable
{
    private readonly GpioDriver _driver;

    private BareGuest(GpioDriver driver) => (_driver, Requests, Events) = (driver, new BareQueue(driver, 0), new BareQueue(driver, 1));

    public BareQueue Requests { get; }

    public BareQueue Events { get; }

    public int NamesSize => (int)_driver.Config.NamesSize;

    /// <param name="without">Features that the guest does not want.</param>
    public static async Task<BareGuest> ConnectAsync(LiveRig rig, string guest, VirtioFeatures without = VirtioFeatures.None)
    {
        var frontEnd = new FrontEndOptions();
        return new(await rig.ConnectAsync(
            guest, options: new GpioDriverOptions
            {
                CompletionThread = false,
                FrontEnd = frontEnd with { Features = frontEnd.Features & ~without },
            }));
    }

    /// <summary>A request with a two-byte answer.</summary>
    public Chain Message(GpioMessage type, int line, uint value = 0, GpioStatus expected = GpioStatus.Ok) =>
        Requests.Prepare(Bytes(type, line, value), 2, (byte)expected);

    /// <summary>An eventq pair.</summary>
    public Chain Pair(int line, IrqStatus expected)
    {
        byte[] request = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(request, (ushort)line);
        return Events.Prepare(request, 1, (byte)expected);
    }

    /// <summary>Sends one request, which must be answered OK.</summary>
    public void Ask(GpioMessage type, int line, uint value) => Requests.Do(Message(type, line, value));

    public static byte[] Bytes(GpioMessage type, int line, uint value)
    {
        byte[] request = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(request, (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(2), (ushort)line);
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(4), value);
        return request;
    }

    public ValueTask DisposeAsync() => _driver.DisposeAsync();
}
