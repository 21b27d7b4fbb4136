using System.Diagnostics.CodeAnalysis;
using GpioHub.Fuzz.Rings;
using GpioHub.Fuzz.Sessions;
using GpioHub.Fuzz.Support;
using GpioHub.Fuzz.Worlds;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Hubs;

/// <summary>A whole hub with its actors: one guest is hostile in its messages, its descriptors and its memory, and its neighbour must not
/// notice.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "what it owns is memory of this process")]
internal sealed class HubTarget : FuzzTarget
{
    private const int RoundsPerSession = 3_000;
    private const int Lines = 4;

    private readonly HostileRam _ram = new();

    public override string Name => "hub";

    public override string Inputs => "chains and messages";

    protected override long Session(Dice dice)
    {
        _ram.Renew(null);
        using var world = new HubWorld(Plan());
        using var neighbour = new WorldGuest(world, "good", packed: dice.OneIn(2));
        HostileQueue[] rings = [];
        long messages = 0, connections = 0, packed = 0;
        int idle = 0;
        HubKit? kit = null;
        HostileFrontEnd? front = null;
        for (int round = 0; round < RoundsPerSession; round++)
        {
            if (kit is null || kit.IsOver || dice.OneIn(500))
            {
                kit?.Dispose();
                world.RunHub();
                rings = Rings(dice);
                kit = new HubKit(_ram, rings, world.Connect("bad"));
                front = new HostileFrontEnd(dice, kit);
                connections++;
                messages += front.Start(anew: true);
            }
            else if (idle > 3) messages += front!.Start(anew: false);          // a ring was broken, or stopped
            else if (dice.OneIn(12))
            {
                front!.Harmless = false;
                front.Send();
                messages++;
            }

            RingTarget.Fill(rings, dice, tidy: dice.OneIn(2));
            kit.Kick();
            world.RunHub();
            rings[1].Collect();
            int answered = rings[0].Collect();
            idle = answered > 0 ? 0 : idle + 1;
            if (rings[0].IsPacked) packed += answered;
            kit.Read();
            if (dice.OneIn(16)) world.Set(new ChipLineAddress("bench", dice.Below(Lines)), dice.OneIn(3) ? null : dice.OneIn(2));
            if (dice.OneIn(200)) world.Pass(TimeSpan.FromMilliseconds(dice.Below(40)));
            if (round % 50 == 0) Exchange(world, neighbour, dice);
            world.CheckWell();
        }

        Exchange(world, neighbour, dice);
        kit?.Dispose();
        world.RunHub();
        world.CheckWell();
        var bad = world.Describe().Guests.Single(guest => guest.Id == "bad");
        long chains = bad.Rings.Sum(ring => ring.Completed);
        Count("chains", chains - packed);
        Count("chains, packed", packed);
        Count("messages", messages);
        Count("connections", connections);
        Count("refused", bad.Rings.Sum(ring => ring.Malformed));
        Count("neighbour's exchanges", RoundsPerSession / 50);
        return chains + messages;
    }

    /// <summary>The rings of another connection, of either form.</summary>
    private HostileQueue[] Rings(Dice dice)
    {
        var features = RingFeatures.IndirectDescriptors | RingFeatures.EventIdx | (dice.OneIn(2) ? RingFeatures.Packed : RingFeatures.None);
        return [.. Enumerable.Range(0, 2).Select(ring => HostileQueue.Of(_ram, dice, ring, 64, features))];
    }

    /// <summary>The neighbour drives a line and reads it back, then has an interrupt.</summary>
    private static void Exchange(HubWorld world, WorldGuest guest, Dice dice)
    {
        int line = dice.Below(Lines);
        uint level = (uint)dice.Below(2);
        Ok(guest.Ask(GpioMessage.SetValue, line, level), 0);
        Ok(guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out), 0);
        Ok(guest.Ask(GpioMessage.GetValue, line), (byte)level);
        Ok(guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.None), 0);

        var at = new ChipLineAddress("bench", Lines + line);
        world.Set(at, false);
        Ok(guest.Ask(GpioMessage.SetIrqType, line, (uint)IrqType.EdgeRising), 0);
        guest.Unmask(line);
        FuzzException.Unless(guest.Returned.Count == 0, "no interrupt without an edge");
        world.Set(at, true);
        bool came = guest.Returned.TryDequeue(out var back) && back == (line, IrqStatus.Valid);
        FuzzException.Unless(came, "the neighbour's edge is its interrupt");
        Ok(guest.Ask(GpioMessage.SetIrqType, line, (uint)IrqType.None), 0);
        world.Set(at, null);
    }

    private static void Ok(GuestDriver.Driver.GpioReply reply, byte value) => FuzzException.Unless(
        (reply.Status, reply.Value) == (GpioStatus.Ok, value), $"the neighbour is answered OK {value}, not {reply.Status} {reply.Value}");

    private static RigPlan Plan()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var lines = Enumerable.Range(0, 2 * Lines).Select(i => new ChipLinePlan(i, $"N{i}", Bias.PullDown, ActiveLow: false,
            DriveKind.PushPull, InitialState.AsIs, ResolveRule.Exclusive, ControlAccess.Drive));
        GuestPlan Guest(string id, int first) => new(id, $"/rig/{id}.sock", Mode, null, EarlyUnmask.Return, null,
            [.. Enumerable.Range(0, Lines).Select(i =>
                new GuestLinePlan(i, $"{(char)('A' + i)}", new ChipLineAddress("bench", first + i), LineAccess.InOut, OnRelease.Input))]);
        var hub = new HubPlan("rig.yaml", "/rig", "/rig/control.sock", Mode, null, null, 1, PollPlan.Off) { PackedRings = true };
        return new RigPlan(hub,
            [new ChipPlan("bench", SimPlan.Instance, [.. lines])], [Guest("bad", 0), Guest("good", Lines)]);
    }
}
