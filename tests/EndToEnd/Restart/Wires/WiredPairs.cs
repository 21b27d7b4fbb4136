using System.Globalization;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.FrontEnd;

namespace GpioHub.EndToEnd.Restart.Wires;

/// <summary>Pairs of guests, each wired to the other: what one drives the other watches, in all three ways.</summary>
internal static class WiredPairs
{
    /// <summary>Wires from each guest to its peer: four stepped, two pulsed, one streamed.</summary>
    public const int Wires = 7;

    private const int Stepped = 4, Pulsed = 2, StreamedSlots = 64;

    /// <summary>Requests of a guest that are outstanding at most, and more than a ring of QEMU's has.</summary>
    private const ushort QueueSize = 128;

    /// <summary>A hub whose rings are stopped says nothing about the pins: a pause that a kill makes long is no release.</summary>
    private const string Guest = "whenStopped: 60m";

    /// <summary>chips and guests of a rig file: guests a1 and b1, a2 and b2, … What the a's drive is one chip, what the b's drive another:
    /// with two reactors each guest drives lines of its own thread, or of the other.</summary>
    /// <param name="chip">One more chip; "" = none.</param>
    /// <param name="guest">One more guest.</param>
    public static string Rig(int pairs, string chip = "", string guest = "") => string.Join('\n',
    [
        "chips:",
        .. new[] { "a", "b" }.Select(side =>
            $"  {side}: {{ driver: sim, lines: [{string.Join(", ", Pairs(pairs).SelectMany(n => Nets($"{side}{n}")))}] }}"),
        Rebooter.Chip,
        chip,
        "guests:",
        .. Pairs(pairs).SelectMany(n => new[] { GuestText("a", "b", n), GuestText("b", "a", n) }),
        Rebooter.Guest,
        guest,
    ]);

    /// <summary>Connects the guests of <see cref="Rig"/>.</summary>
    /// <param name="machine">What waits for replies to control messages.</param>
    public static (IReadOnlyList<WiredGuest> Guests, IReadOnlyList<Wire> Wires) Connect(HubProcess hub, int pairs, FrontEndMachine machine)
    {
        var guests = new List<WiredGuest>();
        var wires = new List<Wire>();
        foreach (int n in Pairs(pairs))
        {
            var a = new WiredGuest($"a{n}", hub.Socket($"a{n}"), Options(machine));
            guests.Add(a);
            var b = new WiredGuest($"b{n}", hub.Socket($"b{n}"), Options(machine));
            guests.Add(b);
            wires.AddRange(Wire(a, b));
            wires.AddRange(Wire(b, a));
        }

        return (guests, wires);
    }

    private static FrontEndOptions Options(FrontEndMachine machine) => new()
    {
        RequestQueueSize = QueueSize,
        Machine = machine,
        ReplyTimeout = Patience.Limit,
    };

    private static List<Wire> Wire(WiredGuest from, WiredGuest to)
    {
        int slot = 0;
        var wires = new List<Wire>();
        for (int n = 0; n < Wires; n++)
        {
            var kind = n < Stepped ? WireKind.Stepped : n < Stepped + Pulsed ? WireKind.Pulsed : WireKind.Streamed;
            int[] slots = [.. Enumerable.Range(slot, kind switch { WireKind.Stepped => 1, WireKind.Pulsed => 2, _ => StreamedSlots })];
            slot += slots.Length;
            var wire = new Wire(Address(from.Id, n), kind, from, n, to, Wires + n, slots);
            from.Drive(wire, slots);
            wires.Add(wire);
        }

        foreach (var wire in wires) to.Watch(wire);
        return wires;
    }

    private static IEnumerable<int> Pairs(int pairs) => Enumerable.Range(1, pairs);

    private static IEnumerable<string> Nets(string guest) => Enumerable.Range(0, Wires).Select(n => Net(guest, n));

    private static string Net(string guest, int n) => string.Create(CultureInfo.InvariantCulture, $"{guest}_{n}");

    /// <summary>CHIP/LINE.</summary>
    private static string Address(string guest, int n) => $"{guest[0]}/{Net(guest, n)}";

    private static string GuestText(string side, string peer, int pair)
    {
        var outputs = Enumerable.Range(0, Wires).Select(n => $"      - {{ from: {Address($"{side}{pair}", n)}, access: out }}");
        var inputs = Enumerable.Range(0, Wires).Select(n => $"      - {{ from: {Address($"{peer}{pair}", n)} }}");
        return $"  {side}{pair}:\n    {Guest}\n    lines:\n{string.Join('\n', outputs)}\n{string.Join('\n', inputs)}";
    }
}
