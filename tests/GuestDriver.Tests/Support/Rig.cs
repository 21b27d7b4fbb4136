using System.Diagnostics;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.VhostUser;

namespace GpioHub.GuestDriver.Tests.Support;

/// <summary>A back-end and a driver connected to it; every wait in a test is bounded by <see cref="Patience"/>.</summary>
internal sealed class Rig : IAsyncDisposable
{
    /// <summary>Long enough for any machine: only a test that fails waits that long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Rig(MiniBackend backend, GpioDriver driver) => (Backend, Driver) = (backend, driver);

    public MiniBackend Backend { get; }

    public GpioDriver Driver { get; }

    public static async Task<Rig> StartAsync(
        GpioDriverOptions? options = null, IReadOnlyList<string>? names = null, Func<VhostUserOffer, VhostUserOffer>? offer = null)
    {
        var backend = new MiniBackend(names ?? ["IGN", "CRASH", "", "WAKE"], offer);
        try
        {
            return new Rig(backend, await GpioDriver.ConnectAsync(backend.SocketPath, options).WaitAsync(Patience));
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    public static GpioDriverOptions As(FrontEndManners manners, bool packed = false)
    {
        var options = new FrontEndOptions { Manners = manners };
        return new() { FrontEnd = packed ? options with { Features = options.Features | VirtioFeatures.RingPacked } : options };
    }

    /// <summary>Waits until something holds of the device, once it has taken all that the driver sent.</summary>
    public Task UntilAsync(Func<MiniDevice, bool> holds) => UntilAsync(() => Backend.InvokeAsync(holds));

    /// <summary>Waits until something holds of the driver.</summary>
    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    public async ValueTask DisposeAsync()
    {
        await Driver.DisposeAsync();
        Backend.Dispose();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await holds().WaitAsync(Patience))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new TimeoutException("what the test waits for does not come");
            await Task.Yield();
        }
    }
}
