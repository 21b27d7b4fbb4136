using GpioHub.Actors.Chips;
using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Testing;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A rig of one chip with 32 lines and guests g0, g1, … that have all of them and are worked by hand. Every turn is recorded, as
/// in a hub that has a keeper.</summary>
internal sealed class HotRig : IAsyncDisposable
{
    public const int Lines = 32;

    /// <summary>Entries of each ring: the number of chains at a time.</summary>
    public const int RingSize = 64;

    private readonly LiveRig _rig;

    private HotRig(LiveRig rig, BareGuest[] guests) => (_rig, Guests) = (rig, guests);

    public BareGuest[] Guests { get; }

    public IReadOnlyList<IReactor> Reactors => _rig.Reactors;

    /// <param name="virtualTime">No timer fires, no second passes.</param>
    /// <param name="reactors">More than one: the chip is on another than the guests.</param>
    /// <param name="machine">The chip is a gpiochip of this machine's, whose values are read and set on the reactor.</param>
    /// <param name="perSecond">Requests, and interrupts, of each guest; null = no limit.</param>
    /// <param name="without">Features that the guests do not want.</param>
    public static async Task<HotRig> StartAsync(
        int guests = 1,
        LineAccess access = LineAccess.InOut,
        Func<ChipPlan, IChipPort>? ports = null,
        bool virtualTime = false,
        ICrashPlan? crashes = null,
        int reactors = 1,
        VirtioFeatures without = VirtioFeatures.None,
        ResolveRule resolve = ResolveRule.Exclusive,
        GpioBacking? machine = null,
        int? perSecond = null)
    {
        string[] ids = [.. Enumerable.Range(0, guests).Select(i => $"g{i}")];
        var rig = await LiveRig.StartAsync(
            folder =>
            {
                var chip = new ChipPlan("bench", SimPlan.Instance,
                    [.. Enumerable.Range(0, Lines).Select(i => Plans.Line(i, $"LINE{i}") with { Resolve = resolve })]);
                if (machine is not null)
                {
                    chip = chip with
                    {
                        Driver = new GpioChipPlan(new ByLabel("fast"), IoPlace.Inline, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)),
                    };
                }
                return Plans.Plan(folder, [chip], ids.Select(
                    id => Plans.Guest(id, folder, chip, access) with { RequestsPerSecond = perSecond, InterruptsPerSecond = perSecond }));
            },
            crashes,
            ports,
            virtualTime,
            reactors,
            machine: machine,
            keeping: new Keeping { Record = RecordFile.Create(boot: 1) });
        while ((await rig.Hub.ChipAsync("bench", CancellationToken.None))!.State != ChipState.Up)
        {
            // a device opens on a thread of its own; a question is answered when that has happened
        }

        var connected = new List<BareGuest>();
        foreach (string id in ids) connected.Add(await BareGuest.ConnectAsync(rig, id, without));
        return new HotRig(rig, [.. connected]);
    }

    /// <summary>Holds the hub between two turns.</summary>
    public Task<HeldReactor> HoldAsync() => _rig.HoldAsync();

    /// <summary>Lets the hub find all these chains in one turn.</summary>
    public async Task AllAtOnceAsync(BareQueue queue, Chain[] chains)
    {
        using (await HoldAsync()) queue.Offer(chains);
        queue.Await(chains.Length);
    }

    /// <summary>Watches a chip line, as `mon` does.</summary>
    public ValueTask<IWatch> LookAtAsync(int line) =>
        _rig.Hub.WatchAsync([new ChipLineAddress("bench", line)], CancellationToken.None);

    /// <summary>Collects everything that these chains of the first guest cause in queues: first before the chip, then before the guests'
    /// lines.</summary>
    public async Task PileUpAsync(Chain[] chains)
    {
        var queue = Guests[0].Requests;
        HeldReactor guests;
        using (await HoldChipAsync())
        {
            queue.Offer(chains);
            for (int turns = 0; turns < 2; turns++)
                await _rig.UntilAsync(snapshot => snapshot.Rings[0].LastAvail == queue.AvailIndex, "g0");
            guests = await HoldAsync();
        }

        for (int turns = 0; turns < 2; turns++) (await HoldChipAsync()).Dispose();
        guests.Dispose();
        queue.Await(chains.Length);
    }

    private Task<HeldReactor> HoldChipAsync() => HeldReactor.HoldAsync(_rig.Reactors[_rig.Wiring.Placement.OfChip("bench")]);

    public async ValueTask DisposeAsync()
    {
        foreach (var guest in Guests) await guest.DisposeAsync();
        await _rig.DisposeAsync();
    }
}
