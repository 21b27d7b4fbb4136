using GpioHub.Actors.Chips;
using GpioHub.Actors.Rigs;
using GpioHub.Actors.Tests.Support;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>A rig of one chip with 32 lines and guests g0, g1, … that have them all, and the measure taken of it.</summary>
internal sealed class HotRig : IAsyncDisposable
{
    public const int Lines = 32;

    /// <summary>Entries of each ring: so many chains at a time.</summary>
    public const int RingSize = 64;

    private readonly LiveRig _rig;
    private readonly IReactor[] _reactors;

    private HotRig(LiveRig rig, BareGuest[] guests)
    {
        (_rig, Guests) = (rig, guests);
        _reactors = [.. rig.Wiring.Guests.Select(guest => guest.Reactor).Distinct()];
    }

    public BareGuest[] Guests { get; }

    /// <param name="virtualTime">No timer fires, no second passes.</param>
    public static async Task<HotRig> StartAsync(
        int guests = 1, LineAccess access = LineAccess.InOut, Func<ChipPlan, IChipPort>? ports = null, bool virtualTime = false)
    {
        string[] ids = [.. Enumerable.Range(0, guests).Select(i => $"g{i}")];
        var rig = await LiveRig.StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", [.. Enumerable.Range(0, Lines).Select(i => $"LINE{i}")]);
                return Plans.Plan(folder, [chip], ids.Select(id => Plans.Guest(id, folder, chip, access)));
            },
            ports: ports,
            virtualTime: virtualTime);
        var connected = new List<BareGuest>();
        foreach (string id in ids) connected.Add(await BareGuest.ConnectAsync(rig, id));
        return new HotRig(rig, [.. connected]);
    }

    /// <summary>What the hub's threads allocate in a run, once everything has had its greatest size and the code its final form.</summary>
    /// <param name="run">Does something so many times.</param>
    /// <param name="times">So many times.</param>
    public long BytesOf(Action<int> run, int times)
    {
        run(times / 5);
        return ReactorHeap.BytesDuring(_reactors, () => run(times));
    }

    /// <inheritdoc cref="BytesOf(Action{int}, int)"/>
    /// <param name="round">Done so many times.</param>
    public long BytesOf(Action round, int times)
    {
        return BytesOf(Repeat, times);

        void Repeat(int count)
        {
            for (int i = 0; i < count; i++) round();
        }
    }

    /// <summary>Lets the hub find all these chains in one turn.</summary>
    public async Task AllAtOnceAsync(BareQueue queue, Chain[] chains)
    {
        using (await _rig.HoldAsync()) queue.Offer(chains);
        queue.Await(chains.Length);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var guest in Guests) await guest.DisposeAsync();
        await _rig.DisposeAsync();
    }
}
