using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Life;

/// <summary>One guest under load: values of lines read in turn, the wire's interrupt armed (g1:
/// toggled), and now and then a reboot or a reconnect.</summary>
internal sealed class LoadGuest(string socket, int number)
{
    private const int ReadsBetweenPauses = 32;
    private const int ShortLives = 8;         // to begin with: what grows to a size once must have grown before the first look
    private const int ShortLife = 10;         // rounds; then the guest ends and comes again, as another driver session
    private const int LongestLife = 900;

    private static readonly GpioDriverOptions Options =
        new() { FrontEnd = new FrontEndOptions { RequestQueueSize = 256, EventQueueSize = 256 }, EventCapacity = 16 };

    private readonly Random _random = new(number);
    private long _requests;
    private long _lives;

    public long Requests => Interlocked.Read(ref _requests);

    public long Lives => Interlocked.Read(ref _lives);

    /// <summary>Runs until it is told to stop; it is connected and armed before it first yields.</summary>
    /// <param name="pause">Between two rounds: sets the load.</param>
    public async Task RunAsync(TimeSpan pause, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using var driver = await GpioDriver.ConnectAsync(socket, Options, CancellationToken.None);
            await LiveAsync(driver, pause, stop);
            Interlocked.Increment(ref _lives);
            await driver.ShutDownAsync();
        }
    }

    private async Task LiveAsync(GpioDriver driver, TimeSpan pause, CancellationToken stop)
    {
        if (number == 1) await driver.DriveAsync(LifeRig.Wire, false, CancellationToken.None);
        await using var irq = number == 1 ? null : await driver.RequestIrqAsync(LifeRig.Wire, IrqType.EdgeBoth,
            cancel: CancellationToken.None);
        int life = _random.Next(ShortLife, Lives < ShortLives ? 2 * ShortLife : LongestLife);
        for (int round = 0; round < life && !stop.IsCancellationRequested; round++)
        {
            var reads = new Task[ReadsBetweenPauses];
            for (int i = 0; i < reads.Length; i++) reads[i] = driver.GetValueAsync((ushort)(i % LifeRig.Wire), CancellationToken.None);
            await Task.WhenAll(reads);
            if (number == 1) await driver.SetValueAsync(LifeRig.Wire, round % 2 == 0, CancellationToken.None);
            while (irq is not null && irq.Events.TryRead(out _)) Interlocked.Increment(ref _requests);
            Interlocked.Add(ref _requests, reads.Length);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, CancellationToken.None);
        }
    }
}
