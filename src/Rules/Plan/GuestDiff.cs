using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>The difference of one guest of a wanted plan. A guest with a connected front-end keeps what that front-end has read (number and
/// names of its lines), and its socket.</summary>
internal sealed class GuestDiff
{
    private readonly RigPlan _old;
    private readonly RigPlan _target;
    private readonly GuestPlan? _before;
    private readonly GuestPlan _wanted;

    private GuestDiff(RigPlan old, GuestPlan? before, RigPlan target, GuestPlan wanted, GuestPlan guest)
    {
        (_old, _before, _target, _wanted, Guest) = (old, before, target, wanted, guest);
        Changes = before is null
            ? [new GuestAdded(wanted, $"adds guest {wanted.Id} ({DiffText.Lines(wanted.Lines.Length)})")]
            : [.. Compare(before, guest)];
        IsConcerned = before is not null && !(RigEquality.SameShape(before, wanted) && RigEquality.SameEndpoint(before, wanted));
    }

    /// <summary>The guest as it is to be now.</summary>
    public GuestPlan Guest { get; }

    public ImmutableArray<RigChange> Changes { get; }

    public RigRefusal? Refusal { get; private init; }

    /// <summary>Its whole wanted plan, to be adopted when its driver reads its device anew; null = it gets that now.</summary>
    public GuestPlan? Pending { get; private init; }

    /// <summary>It matters whether it has a front-end.</summary>
    public bool IsConcerned { get; }

    /// <summary>The difference for a guest without a front-end.</summary>
    /// <param name="before">The guest in <paramref name="old"/>; null = it is new.</param>
    /// <param name="target">The wanted plan, less what the hub refuses.</param>
    public static GuestDiff Between(RigPlan old, GuestPlan? before, RigPlan target, GuestPlan wanted) =>
        new(old, before, target, wanted, wanted);

    /// <summary>The difference for a guest with a front-end.</summary>
    /// <param name="mayReshape">Its driver reads its lines anew all the same.</param>
    public GuestDiff Connected(bool mayReshape)
    {
        if (_before is not { } before) return this;
        if (!RigEquality.SameShape(before, _wanted) && !mayReshape)
        {
            return new GuestDiff(_old, before, _target, _wanted, before with { Lines = [.. before.Lines.Select(Spared)] })
            {
                Refusal = new RigRefusal(_wanted.Id, DiffText.ShapeRefused(before, _wanted)),
                Pending = _wanted,
            };
        }

        if (RigEquality.SameEndpoint(before, _wanted)) return this;
        var there = _wanted with { SocketPath = before.SocketPath, SocketMode = before.SocketMode, SocketGroup = before.SocketGroup };
        return new GuestDiff(_old, before, _target, _wanted, there)
        {
            Refusal = new RigRefusal(_wanted.Id, $"guest {_wanted.Id} is connected at {before.SocketPath}; " +
                "its socket changes when the file is applied while it is not"),
        };
    }

    private IEnumerable<RigChange> Compare(GuestPlan before, GuestPlan guest)
    {
        if (!RigEquality.SameEndpoint(before, guest))
        {
            string what = before.SocketPath == guest.SocketPath
                ? "socketMode or socketGroup"
                : $"socket {before.SocketPath} to {guest.SocketPath}";
            yield return new EndpointChanged(before, guest, $"{guest.Id}: {what}");
        }

        if (!RigEquality.SameSettings(before, guest))
            yield return new GuestChanged(before, guest, $"{guest.Id}: other {string.Join(", ", OtherSettings(before, guest))}");

        if (!RigEquality.SameShape(before, guest))
        {
            yield return new ShapeChanged(before, guest, DiffText.Shape(before, guest));
            yield break;
        }

        foreach (var (was, line) in before.Lines.Zip(guest.Lines))
            if (was != line) yield return new SlotChanged(guest.Id, was, line, DiffText.Slot(guest.Id, was, _old, line, _target));
    }

    private static IEnumerable<string> OtherSettings(GuestPlan before, GuestPlan guest)
    {
        if (before.EarlyUnmask != guest.EarlyUnmask) yield return "earlyUnmask";
        if (before.WhenStopped != guest.WhenStopped) yield return "whenStopped";
        if (before.RequestsPerSecond != guest.RequestsPerSecond) yield return "requestsPerSecond";
        if (before.InterruptsPerSecond != guest.InterruptsPerSecond) yield return "interruptsPerSecond";
    }

    /// <summary>A line of a guest that keeps its shape and thus its wiring. The line becomes spare if its chip line is gone.</summary>
    private GuestLinePlan Spared(GuestLinePlan line)
    {
        bool there = line.From is { } at
            && _target.Chips.FirstOrDefault(chip => chip.Id == at.Chip) is { } chip && at.Index < chip.Lines.Length
            && !chip.Lines[at.Index].IsUnused;
        return there ? line : line with { From = null };
    }
}
