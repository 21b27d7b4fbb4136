using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Recording.Log;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Reactors;

/// <summary>Effects that only several reactors can have on each other (HR-23, HR-24).</summary>
public class CrossingSpec
{
    private const int Toggles = 4_000;
    private const int AtOnce = 40;
    private static readonly GpioDriverOptions Roomy =
        new() { FrontEnd = new FrontEndOptions { RequestQueueSize = 256, MemorySize = 16 << 20 } };

    [Theory(DisplayName =
        "Two guests on two reactors, each toggling what the other watches: every edge is delivered or coalesced; chip, line and driver " +
        "count the same (HR-03)")]
    [InlineData(IrqType.EdgeBoth, Toggles)]
    [InlineData(IrqType.EdgeRising, Toggles / 2)]
    public async Task Crosswise(IrqType type, int matching)
    {
        await using var rig = await LiveRig.StartAsync(guests: 2, reactors: 3);
        await using var one = await rig.ConnectAsync(options: Roomy);
        await using var two = await rig.ConnectAsync("adas", options: Roomy);
        await one.DriveAsync(0, false);
        await two.DriveAsync(1, false);
        await using var ofTwo = await one.RequestIrqAsync(1, type);
        await using var ofOne = await two.RequestIrqAsync(0, type);
        await Task.WhenAll(Task.Run(() => ToggleAsync(one, 0)), Task.Run(() => ToggleAsync(two, 1)));
        await CheckAsync(rig, "ivi", ofTwo, matching);
        await CheckAsync(rig, "adas", ofOne, matching);
        var chip = (await rig.Hub.ChipAsync("bench", CancellationToken.None))!;
        Assert.Equal((Toggles, Toggles), (chip.Lines[0].Edges, chip.Lines[1].Edges));
    }

    [Fact(DisplayName = "A guest whose reactor stands still delays no other; what it missed is one interrupt, and counted (HR-24)")]
    public async Task AStandstill()
    {
        await using var rig = await LiveRig.StartAsync(guests: 2, reactors: 3);
        await using var quick = await rig.ConnectAsync();
        await using var slow = await rig.ConnectAsync("adas");
        await using var seen = await quick.RequestIrqAsync(0, IrqType.EdgeBoth);
        await using var missed = await slow.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1, "adas");
        using (await rig.HoldAsync("adas"))
        {
            for (int i = 1; i <= 20; i++)
            {
                await rig.UntilAsync(snapshot => snapshot.Armed == 1);
                await rig.SetAsync(0, i % 2 == 1);
                Assert.Equal(i % 2 == 1, (await seen.Events.ReadAsync()).Level);
            }
        }

        Assert.True((await missed.Events.ReadAsync()).Level);
        var line = await rig.LineAsync(0, "adas");
        Assert.Equal((10, 1, 9, false), (line.Edges, line.Delivered, line.Coalesced, line.Level));
    }

    [Fact(DisplayName = "A hub that stops says that the pins are released when their chips know, on whatever reactor")]
    public async Task ReleasedIsReleased()
    {
        var port = new ScriptedPort();
        await using var rig = await LiveRig.StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", "A");
                return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
            },
            ports: _ => port, reactors: 2, placement: _ => Placed([("bench", 1)], [("ivi", 0)]));
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        Task<IReadOnlyList<string>> release;
        using (await rig.HoldAsync(1))
        {
            release = rig.Hub.ReleaseAsync(TimeSpan.FromSeconds(20));
            await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);        // its lines have told the chip
            for (int i = 0; i < 100; i++) await rig.LineAsync(0);
            Assert.False(release.IsCompleted);
        }

        Assert.Equal(["ivi"], await release);
        Assert.True(port.Told.Last().Released);
    }

    [Fact(DisplayName = "A front-end that is there before the chips is served once its lines have heard from them, not answered ERR")]
    public async Task EarlyGuest()
    {
        using var port = new GatedPort();
        await using var rig = await LiveRig.StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", "A");
                return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
            },
            ports: _ => port, reactors: 2, placement: _ => Placed([("bench", 1)], [("ivi", 0)]));
        var connecting = rig.ConnectAsync();
        for (int i = 0; i < 100; i++) Assert.Equal(GuestState.Waiting, (await rig.UntilAsync(_ => true)).State);
        Assert.False(connecting.IsCompleted);
        port.Open();
        await using var guest = await connecting;
        Assert.False(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "A reader of chips on two threads gets every event, in the order of their numbers (IF-3.6)")]
    public async Task EventsInOrder()
    {
        const int edges = 100_000;
        var log = new EdgeLog(reactors: 2, 4L * edges * EdgeLog.RecordBytes);
        var reader = log.ReaderAfter(0);
        using var both = new Barrier(2);
        await Task.WhenAll(((string[])["a", "b"]).Select((id, reactor) => Task.Run(() =>
        {
            both.SignalAndWait();
            ToggleAlone(Plans.Sim(id, "A"), new ChipEnvironment(SystemClock.Instance, log, reactor), edges);
        })));
        long last = 0;
        var entries = new LogEntry[1000];
        for (int count; (count = reader.Read(entries, out var gap)) > 0;)
        {
            Assert.Null(gap);
            foreach (var entry in entries[..count]) Assert.Equal(++last, entry.Seq);
        }

        Assert.Equal(2 * edges, last);
    }

    private static void ToggleAlone(ChipPlan plan, ChipEnvironment environment, int edges)
    {
        var nets = new ChipNets(plan, []);
        var readers = new EdgeFanOut(new EdgeFeed(nets, environment), environment.Clock);
        for (int i = 0; i < edges; i++)
        {
            Assert.True(nets[0].Stimulate(i % 2 == 0, undriven: null));
            readers.Show(nets[0], nets[0].Level, LogCause.Stimulus, ns: null);
        }
    }

    private static ReactorPlacement Placed((string Id, int Reactor)[] chips, (string Id, int Reactor)[] guests) =>
        new(2, chips.Select(chip => KeyValuePair.Create(chip.Id, chip.Reactor)),
            guests.Select(guest => KeyValuePair.Create(guest.Id, guest.Reactor)));

    private static async Task ToggleAsync(GpioDriver guest, ushort line)
    {
        for (int i = 0; i < Toggles; i += AtOnce)
            await Task.WhenAll(Enumerable.Range(i, AtOnce).Select(n => guest.SetValueAsync(line, n % 2 == 0)).ToArray());
    }

    private static async Task CheckAsync(LiveRig rig, string guest, IrqLine irq, int matching)
    {
        await rig.UntilAsync(
            snapshot => snapshot.Armed == 1 && snapshot.Lines[irq.Line].Edges == matching && !snapshot.Lines[irq.Line].Latched, guest);
        var line = await rig.LineAsync(irq.Line, guest);
        Assert.Equal((matching, matching), (line.Edges, line.Delivered + line.Coalesced));
        Assert.Equal(line.Delivered, irq.Counters.Valid);
        Assert.False(line.Level);
    }
}
