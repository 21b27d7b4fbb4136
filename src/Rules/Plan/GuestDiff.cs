using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>Finds differences of guests. A guest with a connected front-end keeps what that front-end has read (number and names of its
/// lines), and its socket.</summary>
internal sealed class GuestDiff(
    RigPlan old,
    RigPlan target,
    Func<string, bool> isConnected,
    Func<string, bool> mayReshape,
    ImmutableArray<RigChange>.Builder changes,
    ImmutableArray<RigRefusal>.Builder refused,
    ImmutableDictionary<string, GuestPlan>.Builder pending)
{
    /// <returns>The guest as it is to be now.</returns>
    public GuestPlan Applied(GuestPlan wanted)
    {
        if (old.Guests.FirstOrDefault(guest => guest.Id == wanted.Id) is not { } before)
        {
            changes.Add(new GuestAdded(wanted, $"adds guest {wanted.Id} ({RigWords.Lines(wanted.Lines.Length)})"));
            return wanted;
        }

        bool sameShape = RigEquality.SameShape(before, wanted);
        bool sameEndpoint = RigEquality.SameEndpoint(before, wanted);
        bool connected = (!sameShape || !sameEndpoint) && isConnected(wanted.Id);
        var guest = wanted;
        if (!sameShape && connected && !mayReshape(wanted.Id))
        {
            refused.Add(new RigRefusal(wanted.Id, RigWords.ShapeRefused(before, wanted)));
            pending[wanted.Id] = wanted;
            guest = before with { Lines = [.. before.Lines.Select(Spared)] };
        }
        else if (!sameEndpoint && connected)
        {
            refused.Add(new RigRefusal(wanted.Id,
                $"guest {wanted.Id} is connected at {before.SocketPath}; its socket changes when the file is applied while it is not"));
            guest = wanted with { SocketPath = before.SocketPath, SocketMode = before.SocketMode, SocketGroup = before.SocketGroup };
        }

        Compare(before, guest);
        return guest;
    }

    public void AddRemoved()
    {
        foreach (var guest in old.Guests)
        {
            if (target.Guests.Any(after => after.Id == guest.Id)) continue;
            changes.Add(new GuestRemoved(guest, $"removes {(isConnected(guest.Id) ? "running " : "")}guest {guest.Id}"));
        }
    }

    private void Compare(GuestPlan before, GuestPlan guest)
    {
        if (!RigEquality.SameEndpoint(before, guest))
        {
            string what = before.SocketPath == guest.SocketPath
                ? "socketMode or socketGroup"
                : $"socket {before.SocketPath} to {guest.SocketPath}";
            changes.Add(new EndpointChanged(before, guest, $"{guest.Id}: {what}"));
        }

        if (!RigEquality.SameSettings(before, guest))
        {
            changes.Add(new GuestChanged(before, guest, $"{guest.Id}: other {string.Join(", ", OtherSettings(before, guest))}"));
        }

        if (!RigEquality.SameShape(before, guest))
        {
            changes.Add(new ShapeChanged(before, guest, RigWords.Shape(before, guest)));
            return;
        }

        foreach (var (was, line) in before.Lines.Zip(guest.Lines))
            if (was != line) changes.Add(new SlotChanged(guest.Id, was, line, RigWords.Slot(guest.Id, was, old, line, target)));
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
            && target.Chips.FirstOrDefault(chip => chip.Id == at.Chip) is { } chip && at.Index < chip.Lines.Length
            && !chip.Lines[at.Index].IsUnused;
        return there ? line : line with { From = null };
    }
}
