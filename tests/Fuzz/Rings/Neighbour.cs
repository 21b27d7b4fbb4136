using GpioHub.Fuzz.Support;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Rings;

/// <summary>Another guest of the same hub, sound in all it does: whatever its neighbour does, each of its answers must be the right
/// one.</summary>
internal sealed class Neighbour
{
    private readonly ShellGuest _guest;
    private readonly Bench _bench;
    private readonly Dice _dice;
    private (byte Status, byte Value)? _answer;
    private byte? _returned;

    public Neighbour(Mailbox mailbox, HostileRam ram, Bench bench, ShellGuest.Clock clock, Dice dice)
    {
        (_bench, _dice) = (bench, dice);
        var rules = new LineRules(Mapped: true, LineAccess.InOut, IrqNegotiated: true, EarlyUnmask.Return);
        var features = RingFeatures.IndirectDescriptors | RingFeatures.EventIdx | (dice.OneIn(2) ? RingFeatures.Packed : RingFeatures.None);
        HostileQueue[] driver = [.. Enumerable.Range(0, 2).Select(ring => HostileQueue.Of(ram, dice, ring, 8, features, tidy: true))];
        _guest = new ShellGuest(mailbox, ram, driver, bench, [4, 5, 6, 7], rules, clock, delays: null);
        for (int ring = 0; ring < 2; ring++)
            FuzzException.Unless(_guest.Start(ring) == RingFault.None, "the neighbour's ring starts");
    }

    public long Exchanges { get; private set; }

    public long Fetched => _guest.Fetched;

    /// <summary>Drives a line and reads it back, or has an interrupt.</summary>
    public void Exchange()
    {
        Exchanges++;
        ushort line = (ushort)_dice.Below(ShellGuest.Lines);
        bool level = _dice.OneIn(2);
        if (_dice.OneIn(2))
        {
            Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out, 0);
            Ask(GpioMessage.SetValue, line, level ? 1u : 0, 0);
            Ask(GpioMessage.GetValue, line, 0, level ? (byte)1 : (byte)0);
            Ask(GpioMessage.GetDirection, line, 0, (byte)GpioDirection.Out);
            FuzzException.Unless(_bench[4 + line] == level, "the neighbour's output is at the pin");
        }
        else
        {
            bool before = _bench[4 + line];
            Ask(GpioMessage.SetIrqType, line, (uint)(before ? IrqType.EdgeFalling : IrqType.EdgeRising), 0);
            Buffer(line);
            FuzzException.Unless(_returned is null, "no interrupt without an edge");
            _bench.Set(4 + line, !before);
            Turn();
            FuzzException.Unless(_returned == (byte)IrqStatus.Valid, "the neighbour's edge is its interrupt");
            Ask(GpioMessage.SetIrqType, line, (uint)IrqType.None, 0);
        }

        Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.None, 0);
    }

    private void Ask(GpioMessage type, ushort line, uint value, byte expected)
    {
        Span<byte> message = stackalloc byte[8];
        new GpioRequest(type, line, value).Encode(message);
        _answer = null;
        _guest.Driver[0].Offer(message);
        Turn();
        if (_answer != ((byte)GpioStatus.Ok, expected))
            throw new FuzzException($"the neighbour's {type} {value} is answered OK {expected}, not {_answer}");
    }

    private void Buffer(ushort line)
    {
        Span<byte> message = stackalloc byte[2];
        new IrqRequest(line).Encode(message);
        _returned = null;
        _guest.Driver[1].Offer(message);
        Turn();
    }

    private void Turn()
    {
        _guest.Turn();
        _guest.Check();
        _guest.Driver[0].Collect((_, status, value, _) => _answer = (status, value));
        _guest.Driver[1].Collect((_, status, _, _) => _returned = status);
    }
}
