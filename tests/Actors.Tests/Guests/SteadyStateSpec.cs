using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Everything that comes with a front-end goes with it: the short form, by count, of <c>bench/steady.sh</c>.</summary>
[Collection(CountedAlone.Name)]
public sealed class SteadyStateSpec
{
    private const int Guests = 8;
    private const int Rounds = 20;
    private const int Sessions = Guests * Rounds;
    // a session that stayed would be 20,000 and more; timers that are still to run out are a few hundred
    private const int HeapBytesPerSession = 4096;

    [Fact(DisplayName = "Descriptors, mappings, threads and live objects are as many after 160 sessions as after the first 16, " +
        "whether guests shut down or die")]
    public async Task NothingGrows()
    {
        await using var rig = await LiveRig.StartAsync(folder =>
        {
            var chip = Plans.Sim("bench", "A", "B", "C", "D");
            return Plans.Plan(folder, [chip], Enumerable.Range(0, Guests).Select(n => Plans.Guest($"g{n}", folder, chip)));
        });
        await RoundAsync(rig, polite: true);
        await RoundAsync(rig, polite: false);
        var before = ProcessCounts.Take();

        for (int round = 0; round < Rounds; round++) await RoundAsync(rig, polite: round % 2 == 0);

        var after = ProcessCounts.Take();
        Assert.True(after.Handles <= before.Handles, $"descriptors: {before.Handles} before, {after.Handles} now");
        Assert.True(after.Mappings <= before.Mappings, $"mappings: {before.Mappings} before, {after.Mappings} now");
        Assert.True(after.Threads < before.Threads + Rounds,
            $"threads: {before.Threads} before, {after.Threads} now; the pool may have grown, by far less than one a session");
        Assert.True(after.HeapBytes < before.HeapBytes + Sessions * HeapBytesPerSession,
            $"heap: {before.HeapBytes} bytes before, {after.HeapBytes} now");
    }

    private static async Task RoundAsync(LiveRig rig, bool polite)
    {
        var drivers = await Task.WhenAll(Enumerable.Range(0, Guests).Select(n => rig.ConnectAsync($"g{n}")));
        await using (await drivers[1].RequestIrqAsync(0, IrqType.EdgeBoth))
        {
            await drivers[0].DriveAsync(0, true);
            await Task.WhenAll(drivers.SelectMany(driver => Enumerable.Range(0, 4).Select(line => driver.GetValueAsync((ushort)line))));
            await drivers[0].DriveAsync(0, false);
        }

        foreach (var driver in drivers)
        {
            if (polite) await driver.ShutDownAsync();
            await driver.DisposeAsync();
        }

        for (int n = 0; n < Guests; n++) await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting, $"g{n}");
    }
}
