using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>The difference between the plan in force and a wanted one. Pure.</summary>
/// <param name="Target">The plan that is in force once the difference is applied: the wanted one, less what is refused.</param>
/// <param name="Changes">In the order in which a person reads them: hub, links, chips, buses, guests.</param>
/// <param name="Refused">What the wanted plan asks for and does not get now.</param>
/// <param name="Pending">By guest: its whole wanted plan, to be adopted when its driver reads its device anew.</param>
public sealed record RigDiff(
    RigPlan Target, ImmutableArray<RigChange> Changes, ImmutableArray<RigRefusal> Refused, ImmutableDictionary<string, GuestPlan> Pending)
{
    /// <summary>The plan in force would be the same.</summary>
    public bool IsEmpty => Changes.IsEmpty;

    /// <param name="old">The plan in force.</param>
    /// <param name="isConnected">Whether a guest of <paramref name="old"/> has a front-end, which knows its lines and its socket.</param>
    /// <param name="mayReshape">Whether its driver reads its lines anew all the same; null = no.</param>
    public static RigDiff Between(RigPlan old, RigPlan wanted, Func<string, bool> isConnected, Func<string, bool>? mayReshape = null) =>
        RigComparison.Of(old, wanted).With(isConnected, mayReshape ?? (_ => false));

    /// <summary>Carries out the changes on a plan; the result is <see cref="Target"/>.</summary>
    public RigPlan ApplyTo(RigPlan old)
    {
        var (hub, links) = (old.Hub, old.Links);
        var chips = old.Chips.ToDictionary(chip => chip.Id);
        var guests = old.Guests.ToDictionary(guest => guest.Id);
        var buses = old.Buses.ToDictionary(bus => bus.Name);
        foreach (var change in Changes)
        {
            switch (change)
            {
                case HubChanged c: hub = c.New; break;
                case LinksChanged c: links = c.New; break;
                case ChipAdded c: chips[c.Chip.Id] = c.Chip; break;
                case ChipRemoved c: chips.Remove(c.Chip.Id); break;
                case ChipReplaced c: chips[c.New.Id] = c.New; break;
                case ChipTreated c: chips[c.Chip] = chips[c.Chip] with { Driver = c.New }; break;
                case ChipLineChanged c: chips[c.Chip] = With(chips[c.Chip], c); break;
                case GuestAdded c: guests[c.Guest.Id] = c.Guest; break;
                case GuestRemoved c: guests.Remove(c.Guest.Id); break;
                case BusChanged { New: { } bus } c: buses[c.Name] = bus; break;
                case BusChanged c: buses.Remove(c.Name); break;
                case SlotChanged c:
                    guests[c.Guest] = guests[c.Guest] with { Lines = guests[c.Guest].Lines.SetItem(c.New.Line, c.New) };
                    break;
                case ShapeChanged c: guests[c.New.Id] = guests[c.New.Id] with { Lines = c.New.Lines }; break;
                case GuestChanged c: guests[c.New.Id] = With(guests[c.New.Id], c.New); break;
                case EndpointChanged c:
                    guests[c.New.Id] = guests[c.New.Id] with
                    {
                        SocketPath = c.New.SocketPath,
                        SocketMode = c.New.SocketMode,
                        SocketGroup = c.New.SocketGroup,
                    };
                    break;
            }
        }

        // Their order matters to readers only.
        return new RigPlan(hub, [.. Target.Chips.Select(chip => chips[chip.Id])], [.. Target.Guests.Select(guest => guests[guest.Id])])
        {
            Buses = [.. Target.Buses.Select(bus => buses[bus.Name])],
            Links = links,
        };
    }

    private static GuestPlan With(GuestPlan guest, GuestPlan settings) => guest with
    {
        EarlyUnmask = settings.EarlyUnmask,
        WhenStopped = settings.WhenStopped,
        RequestsPerSecond = settings.RequestsPerSecond,
        InterruptsPerSecond = settings.InterruptsPerSecond,
    };

    private static ChipPlan With(ChipPlan chip, ChipLineChanged change)
    {
        var lines = chip.Lines;
        if (change.New is null) lines = lines.RemoveAt(lines.Length - 1);
        else if (change.Index == lines.Length) lines = lines.Add(change.New);
        else lines = lines.SetItem(change.Index, change.New);
        return chip with { Lines = lines };
    }
}
