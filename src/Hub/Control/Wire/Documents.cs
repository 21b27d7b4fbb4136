using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Buses;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Control.Wire;

/// <summary>Makes the JSON documents of the control API from the hub's snapshots.</summary>
internal static class Documents
{
    private static readonly string[] RingNames = ["requestq", "eventq"];

    /// <param name="links">Of <paramref name="plan"/>.</param>
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds.</param>
    public static HubDocument Of(
        RigSnapshot hub, RigPlan plan, ApiRole role, IKeeperStatus keeper, IReadOnlyList<LinkSnapshot> links, long ns) => new(
        hub.Version,
        hub.ConfigPath,
        hub.Generation,
        Ns(hub.UptimeNs),
        [.. hub.Chips.Select(Of)],
        [.. hub.Guests.Select(guest => Of(guest, plan))],
        [.. plan.Buses.Select(bus => Of(bus, plan, hub))],
        role == ApiRole.View ? "view" : "control",
        Of(keeper))
        {
            Links = plan.Links is { } here
                ? new LinksDocument(here.Rig, here.Host, here.Listen.ToString(), [.. links.Select(link => Of(link, ns))])
                : null,
        };

    /// <summary>A link, as it stands at that moment of CLOCK_MONOTONIC, nanoseconds.</summary>
    public static LinkDocument Of(LinkSnapshot link, long ns) => new(link.Host, link.Address, ApiNames.Of(link.Phase),
        Math.Round(Math.Max(0, ns - link.SinceNs) / 1e9, 1), link.Why, link.Takes, link.Gives, link.Lost, link.LostIsExact, link.Ups,
        link.Dropped, link.FileDiffers, Ms(link.RoundTripNs), Ms(link.OffsetNs));

    private static double? Ms(long? ns) => ns is { } known ? Math.Round(known / 1e6, 3) : null;

    private static SuccessionDocument Of(IKeeperStatus keeper) => new(keeper.Epoch, keeper.Keeper, keeper.Standby, keeper.Kept,
        keeper.GapNs / 1e6, keeper.Ended.Length > 0 ? keeper.Ended : null);

    /// <summary>A bus, of lines that have been read.</summary>
    /// <param name="readings">In the order of its lines.</param>
    public static BusDocument Of(BusPlan bus, RigPlan plan, IEnumerable<LineReading?> readings)
    {
        string[] addresses = [.. bus.Lines.Select(line => NetName.Of(line, plan))];
        LineReading?[] lines = [.. readings];
        string? problem = bus.Lines.Select((line, place) => ReadingText.WhyUnknown(addresses[place], line.Chip, lines[place]))
            .FirstOrDefault(why => why is not null);
        if (problem is not null) return new BusDocument(bus.Name, addresses, null, null, problem);
        ulong value = BusValue.Of(lines.Select(line => line!.Level));
        return new BusDocument(bus.Name, addresses, value, BusValue.Hex(value, addresses.Length), null);
    }

    private static BusDocument Of(BusPlan bus, RigPlan plan, RigSnapshot hub)
    {
        var chips = hub.Chips.ToDictionary(chip => chip.Id);
        return Of(bus, plan, bus.Lines.Select(line => chips.TryGetValue(line.Chip, out var chip)
            && chip.Lines.FirstOrDefault(each => each.Index == line.Index) is { } found
                ? new LineReading(chip.State, chip.LastError, found.Problem, found.Level)
                : null));
    }

    public static ChipDocument Of(ChipSnapshot chip) => new(
        chip.Id,
        chip.Driver,
        chip.Label,
        chip.Path,
        ApiNames.Of(chip.State),
        chip.Restarts,
        chip.LastError,
        [.. chip.Lines.Select(Of)])
    {
        Host = chip.Host,
    };

    public static LineDocument Of(LineSnapshot line) => new(
        line.Chip,
        line.Offset,
        line.Name,
        Bit(line.Level),
        ApiNames.Of(line.Bias),
        line.ActiveLow,
        ApiNames.Of(line.Resolve),
        ApiNames.Of(line.Control),
        [.. line.Drivers.Select(driver => new DriverDocument(ApiNames.Of(driver.Kind), driver.Who, Bit(driver.Level)))],
        [.. line.Readers.Select(Of)],
        line.Edges,
        line.Lost,
        line.Contentions,
        line.Problem);

    public static GuestDocument Of(GuestSnapshot guest, RigPlan plan) => new(
        guest.Id,
        guest.Socket,
        ApiNames.Of(guest.State),
        guest.Peer is { } peer ? new PeerDocument(peer.Pid, peer.Name) : null,
        guest.IrqNegotiated,
        Bits(guest.Features),
        Bits(guest.ProtocolFeatures),
        guest.Slots,
        guest.Armed,
        guest.Requests,
        guest.Interrupts,
        guest.Errors,
        guest.Sessions,
        [.. guest.Rings.Select(Of)],
        [.. guest.Lines.Select(line => Of(line, plan))],
        guest.PendingSlots,
        guest.RequestPauses,
        guest.LateInterrupts,
        Of(guest.LastError),
        guest.Stop is { } stop ? Of(stop) : null,
        guest.SocketProblem);

    private static StoppedDocument Of(StopSnapshot stop) => new(
        Math.Round(stop.For.TotalSeconds, 1),
        stop.Released is null ? "held" : "released",
        stop.Released,
        ApiNames.OfWhenStopped(stop.WhenStopped));

    public static int Bit(bool level) => level ? 1 : 0;

    public static string Ns(long ns) => ns.ToString(CultureInfo.InvariantCulture);

    private static ReaderDocument Of(ReaderSnapshot reader) => new(
        reader.Guest,
        reader.Line,
        reader.Name,
        ApiNames.Of(reader.Access),
        ApiNames.Of(reader.Irq),
        reader.Masked,
        reader.Latched);

    private static RingDocument Of(RingSnapshot ring) => new(
        ring.Index,
        ring.Index < RingNames.Length ? RingNames[ring.Index] : "",
        ring.State,
        ring.Size,
        ring.LastAvail,
        ring.Used,
        ring.InFlight,
        ring.Completed,
        ring.Malformed,
        ring.Reason,
        ring.Lost);

    private static GuestLineDocument Of(GuestLineSnapshot line, RigPlan plan) => new(
        line.Line,
        line.Name,
        line.From is { } from ? NetName.Of(from, plan) : null,
        ApiNames.Of(line.Access),
        ApiNames.Of(line.OnRelease),
        ApiNames.Of(line.Direction),
        Bit(line.Value),
        line.Level is { } level ? Bit(level) : null,
        ApiNames.Of(line.Irq),
        line.Pending,
        ApiNames.Of(line.Buffer),
        line.Latched,
        line.Diverged,
        line.Requests,
        line.Edges,
        line.Delivered,
        line.Coalesced,
        line.Invalid,
        line.Errors,
        Of(line.LastError),
        line.Unheeded);

    private static ErrorDocument? Of(ErrorSnapshot? error) => error is null ? null : new ErrorDocument(error.Text, Ns(error.AgoNs));

    private static string Bits(ulong bits) => $"0x{bits:x}";
}
