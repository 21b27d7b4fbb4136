using System.Diagnostics.CodeAnalysis;
using GpioHub.Fuzz.Support;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Rings;

/// <summary>The guest memory of both rings, while they are served: any chain, any index, any message, changed while it is read.</summary>
/// <remarks>Production code without actors: rings, queues, turn and line states. A second guest in the same world, sound in all it does,
/// must have the right answer each time.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "what it owns is memory of this process")]
internal sealed class RingTarget : FuzzTarget
{
    private const int TurnsPerSession = 200;

    private static readonly ushort[] Sizes = [64, 64, 64, 64, 256, 8, 16, 2, 4, 1, 1024];
    private static readonly ushort[] PackedSizes = [64, 64, 64, 64, 255, 8, 13, 2, 3, 1, 1000, 1024];

    private readonly HostileRam _hostileRam = new();
    private readonly HostileRam _soundRam = new();
    private readonly Bench _bench = new(8);
    private readonly Mailbox _mailbox = new();

    public override string Name => "rings";

    public override string Inputs => "chains";

    protected override long Session(Dice dice)
    {
        bool tidy = dice.OneIn(3);
        _mailbox.Clear();
        _bench.Renew(dice);
        _hostileRam.Renew(tidy ? null : dice.OneIn(2) ? dice : null);
        _soundRam.Renew(null);
        var features = (RingFeatures)dice.Below(8);
        bool packed = (features & RingFeatures.Packed) != 0;
        var rules = new LineRules(Mapped: !dice.OneIn(16), dice.OneIn(4) ? (LineAccess)dice.Below(3) : LineAccess.InOut,
            IrqNegotiated: !dice.OneIn(16), dice.OneIn(4) ? EarlyUnmask.Hold : EarlyUnmask.Return);
        HostileQueue[] driver = [.. Enumerable.Range(0, 2).Select(ring =>
            HostileQueue.Of(_hostileRam, dice, ring, dice.Of<ushort>(packed ? PackedSizes : Sizes), features, tidy))];
        var clock = new ShellGuest.Clock();
        var guest = new ShellGuest(_mailbox, _hostileRam, driver, _bench, [0, 1, 2, 3], rules, clock, dice.OneIn(2) ? dice : null);
        var neighbour = new Neighbour(_mailbox, _soundRam, _bench, clock, dice);
        if (dice.OneIn(16)) guest.Limits.Set(100 + dice.Below(5000), null);
        for (int ring = 0; ring < 2; ring++) guest.Start(ring);
        Span<int> idle = stackalloc int[2];
        for (int turn = 0; turn < TurnsPerSession; turn++)
        {
            for (int ring = 0; ring < 2; ring++)
            {
                bool lost = !tidy && idle[ring] > (ring == 0 ? 4 : 20);        // driver and device do not find each other
                bool stopped = (ring == 0 ? guest.Requests : guest.Events).State == RingState.Stopped;
                if (!lost && !(stopped && dice.OneIn(2))) continue;
                guest.Start(ring);
                idle[ring] = 0;
            }

            Fill(driver, dice, tidy);
            if (dice.OneIn(12)) Live(guest, dice);
            if (dice.OneIn(3)) _bench.Set(dice.Below(4), dice.OneIn(2));
            long windows = _hostileRam.Windows;
            long fetched = guest.Fetched;
            guest.Turn();
            fetched = guest.Fetched - fetched;
            // Per chain an entry, at most N + 1 descriptors of two pieces each, and its answer; twice, for what a break leaves out.
            long most = (fetched + 4) * ((2 * Math.Max(driver[0].Size, driver[1].Size)) + 16) * 2;
            FuzzException.Unless(_hostileRam.Windows - windows <= most, "the work of a turn is bounded (VQ-63)");
            if (dice.OneIn(4)) guest.Arm();
            guest.Check();
            Collect(driver, idle);
            if (dice.OneIn(8)) neighbour.Exchange();
        }

        neighbour.Exchange();
        _hostileRam.CheckGuards();
        _soundRam.CheckGuards();
        Count("faulty", guest.Faulty);
        Count("broken rings", guest.Broken);
        Count("neighbour's exchanges", neighbour.Exchanges);
        Count(packed ? "served, packed" : "served", guest.Fetched - guest.Faulty);
        if (packed) Count("broken rings, packed", guest.Broken);
        return guest.Fetched + neighbour.Fetched;
    }

    /// <summary>Offers requests and buffers on both rings.</summary>
    public static void Fill(HostileQueue[] driver, Dice dice, bool tidy)
    {
        Span<byte> message = stackalloc byte[8];
        int requests = dice.Below(20), buffers = dice.Below(6);
        for (int i = 0; i < requests; i++)
        {
            bool names = Request(dice, message, tidy);
            if (!tidy && dice.OneIn(4)) driver[0].Misbehave(message);
            else driver[0].Offer(message, names ? 9 : 0, tidy && !names ? message[2] : -1);
        }

        for (int i = 0; i < buffers; i++)
        {
            bool known = tidy || !dice.OneIn(8);
            new IrqRequest(known ? (ushort)dice.Below(ShellGuest.Lines) : (ushort)dice.Edgy()).Encode(message);
            if (!tidy && dice.OneIn(4)) driver[1].Misbehave(message[..2]);
            else driver[1].Offer(message[..2]);
        }
    }

    /// <returns>Whether it asks for the names.</returns>
    private static bool Request(Dice dice, Span<byte> message, bool tidy)
    {
        if (!tidy && dice.OneIn(10))
        {
            dice.Fill(message);
            return false;
        }

        var type = (GpioMessage)(1 + dice.Below(6));
        ushort line = !tidy && dice.OneIn(16) ? (ushort)dice.Edgy() : (ushort)dice.Below(ShellGuest.Lines);
        uint value = !tidy && dice.OneIn(16) ? (uint)dice.Edgy() : type switch
        {
            GpioMessage.SetDirection => (uint)dice.Below(3),
            GpioMessage.SetValue => (uint)dice.Below(2),
            GpioMessage.SetIrqType => dice.Of<uint>([0, 1, 2, 3, 4, 8]),
            _ => 0,
        };
        new GpioRequest(type, line, value).Encode(message);
        return type == GpioMessage.GetLineNames;
    }

    /// <param name="idle">Of each ring: for how many turns nothing has come back.</param>
    private static void Collect(HostileQueue[] driver, Span<int> idle)
    {
        int requests = driver[0].Collect((_, status, value, length) =>
        {
            FuzzException.Unless(length is 2 or 9 && status <= (byte)GpioStatus.Error, "an answer is OK or ERR, of its whole length");
            FuzzException.Unless(status == (byte)GpioStatus.Ok || value == 0, "ERR has the value 0 (VG-D-12)");
        });
        int buffers = driver[1].Collect((_, status, _, length) => FuzzException.Unless(length == 1 && status <= (byte)IrqStatus.Valid,
            "a buffer comes back VALID or INVALID, of one byte (VG-D-46)"));
        idle[0] = requests > 0 ? 0 : idle[0] + 1;
        idle[1] = buffers > 0 ? 0 : idle[1] + 1;
    }

    private static void Live(ShellGuest guest, Dice dice)
    {
        var line = guest.Line[dice.Below(ShellGuest.Lines)];
        switch (dice.Below(17))
        {
            case 0: guest.Start(dice.Below(2)); break;
            case 1: guest.Drop(dice.Below(2)); break;
            case 2:
                int ring = dice.Below(2);
                if ((ring == 0 ? guest.Requests : guest.Events).State != RingState.Running) break;
                guest.Disable(ring);
                guest.Check();
                guest.Resume(ring);
                break;
            case 3:
                if (guest.Events.State == RingState.Running) guest.StopEvents();
                break;
            case 4: guest.Remap(guest.Driver[0].Tidy || !dice.OneIn(3), !dice.OneIn(3)); break;      // tables of sound chains lie in B
            case 5: guest.Remap(true, true); break;
            case 6: line.ChipLost(); break;
            case 7: line.ChipBack(); break;
            case 8: line.AnswerLate((ChipOutcome)dice.Below(3)); break;
            case 9: guest.PassTime(dice.Below(600_000_000)); break;
            case 10: guest.Control(LineInputKind.PinsReleased); break;
            case 11: guest.Control(LineInputKind.PinsResumed); break;
            case 12:
                guest.Drop(0);
                guest.Drop(1);
                guest.Control(LineInputKind.Reset);
                break;
            case 13: guest.HandOver(dice.Below(2)); break;
            case 14 or 15: guest.GoOn(dice.Below(2), another: !guest.Driver[0].Tidy && dice.OneIn(2)); break;
            default:
                line.Rules = line.Rules with { Access = (LineAccess)dice.Below(3) };
                line.Control(LineInputKind.Restricted);
                break;
        }
    }
}
