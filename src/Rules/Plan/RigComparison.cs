using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>The plan in force compared with a wanted one, before it is known who has a front-end. Pure.</summary>
/// <remarks>That matters for few guests: a second step, <see cref="With"/>, compares those again and takes over all the rest.</remarks>
public sealed class RigComparison
{
    private readonly RigPlan _target;                                      // the wanted plan, less what the hub refuses
    private readonly ImmutableArray<RigChange> _changes;                   // of the hub, of links, of chips and of buses
    private readonly ImmutableArray<RigRefusal> _refused;
    private readonly ImmutableArray<GuestDiff> _guests;
    private readonly ImmutableArray<GuestPlan> _removed;

    private RigComparison(RigPlan old, RigPlan wanted)
    {
        var changes = ImmutableArray.CreateBuilder<RigChange>();
        var refused = ImmutableArray.CreateBuilder<RigRefusal>();
        _target = HubDiff.Applied(old, PlanAlignment.Of(old, wanted), changes, refused);
        _target = LinkDiff.Applied(old, _target, changes, refused);
        ChipDiff.Add(old, _target, changes);
        BusDiff.Add(old, _target, changes);
        (_changes, _refused) = (changes.ToImmutable(), refused.ToImmutable());
        var before = old.Guests.ToDictionary(guest => guest.Id);
        _guests = [.. _target.Guests.Select(guest => GuestDiff.Between(old, before.GetValueOrDefault(guest.Id), _target, guest))];
        var after = _target.Guests.Select(guest => guest.Id).ToHashSet();
        _removed = [.. old.Guests.Where(guest => !after.Contains(guest.Id))];
        Concerned = [.. _guests.Where(guest => guest.IsConcerned).Select(guest => guest.Guest.Id), .. _removed.Select(guest => guest.Id)];
    }

    /// <summary>Guests for which it matters whether they have a front-end: another shape, another socket, or they go.</summary>
    public ImmutableArray<string> Concerned { get; }

    public static RigComparison Of(RigPlan old, RigPlan wanted) => new(old, wanted);

    /// <param name="isConnected">Whether a guest of the old plan has a front-end. Asked for <see cref="Concerned"/> only.</param>
    /// <param name="mayReshape">Whether its driver reads its lines anew all the same.</param>
    public RigDiff With(Func<string, bool> isConnected, Func<string, bool> mayReshape)
    {
        ImmutableArray<GuestDiff> guests = [.. _guests.Select(guest => guest.IsConcerned && isConnected(guest.Guest.Id)
            ? guest.Connected(mayReshape(guest.Guest.Id))
            : guest)];
        return new RigDiff(
            _target with { Guests = [.. guests.Select(guest => guest.Guest)] },
            [.. _changes, .. guests.SelectMany(guest => guest.Changes), .. _removed.Select(guest => Removed(guest, isConnected))],
            [.. _refused, .. guests.Select(guest => guest.Refusal).OfType<RigRefusal>()],
            guests.Where(guest => guest.Pending is not null).ToImmutableDictionary(guest => guest.Guest.Id, guest => guest.Pending!));
    }

    private static GuestRemoved Removed(GuestPlan guest, Func<string, bool> isConnected) =>
        new(guest, $"removes {(isConnected(guest.Id) ? "running " : "")}guest {guest.Id}");
}
