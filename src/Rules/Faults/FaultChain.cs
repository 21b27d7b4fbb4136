using System.Collections.Immutable;

namespace GpioHub.Rules.Faults;

/// <summary>One fault of a net.</summary>
/// <param name="EndsNs">When it ends by itself, nanoseconds; null = when it is cleared.</param>
public sealed record FaultLink(int Number, FaultOrder Order, NetFault State, long? EndsNs)
{
    /// <summary>When it acts or ends without any input; null = never.</summary>
    public long? NextNs => EndsNs is { } ends && !(State.DueNs <= ends) ? ends : State.DueNs;
}

/// <summary>The faults between a net and its readers, in the order in which they were added. Each fault gets the output of the one before.
/// Pure.</summary>
/// <remarks>
/// <code>
///   resolved level → f1 → f2 → f3 → level that readers see
/// </code>
/// Any step changes the level at the end at most once. A fault that ends passes its input on to the fault behind it, as a change at that
/// instant.
/// </remarks>
/// <param name="Input">The net's resolved level.</param>
/// <param name="NowNs">The last instant that the chain knows of, nanoseconds.</param>
public sealed record FaultChain(bool Input, long NowNs, ImmutableArray<FaultLink> Links)
{
    public static FaultChain Of(bool resolved, long ns) => new(resolved, ns, []);

    public bool IsEmpty => Links.IsEmpty;

    /// <summary>What readers see.</summary>
    public bool Level => Before(Links.Length);

    /// <summary>When <see cref="Pass"/> is to be called next, nanoseconds; null = never.</summary>
    public long? NextNs
    {
        get
        {
            long? next = null;
            foreach (var link in Links)
                if (link.NextNs is { } its && !(next <= its)) next = its;
            return next;
        }
    }

    /// <summary>Adds a fault behind all others.</summary>
    public FaultChain Add(FaultLink link, long ns)
    {
        var begun = link with { State = link.State.Decide(FaultInput.Begun(Level, ns)) };
        return this with { NowNs = ns, Links = Links.Add(begun) };
    }

    /// <summary>Sets the net's resolved level, which may be the same as before.</summary>
    public FaultChain Sense(bool resolved, long ns) => (this with { Input = resolved, NowNs = ns }).Fed(0);

    /// <summary>Sets the line's pull, which is the level that <c>open</c> shows.</summary>
    public FaultChain WithPull(bool pull, long ns)
    {
        int first = Links.IndexOf(Links.FirstOrDefault(link => link.Order.Kind == FaultKind.Open && link.State.Level != pull)!);
        if (first < 0) return this;
        var links = Links.Select(
            link => link.Order.Kind == FaultKind.Open ? link with { State = (StuckFault)link.State with { At = pull } } : link);
        return (this with { NowNs = ns, Links = [.. links] }).Fed(first + 1);
    }

    /// <summary>Lets the earliest due change happen, at the instant for which it was due: <see cref="NextNs"/>, which must not be
    /// null.</summary>
    public FaultChain Pass()
    {
        long ns = NextNs!.Value;
        int index = 0;
        while (Links[index].NextNs != ns) index++;
        var link = Links[index];
        var at = this with { NowNs = ns };
        if (link.EndsNs == ns) return at.Without(index);
        return (at with { Links = Links.SetItem(index, link with { State = link.State.Decide(FaultInput.Due(ns)) }) }).Fed(index + 1);
    }

    /// <returns>The same chain = it has no fault of that number.</returns>
    public FaultChain Remove(int number, long ns)
    {
        for (int i = 0; i < Links.Length; i++)
            if (Links[i].Number == number) return (this with { NowNs = ns }).Without(i);
        return this;
    }

    /// <summary>The level that reaches a fault; with the index behind the last fault, the level that reaches the readers.</summary>
    private bool Before(int index) => index == 0 ? Input : Links[index - 1].State.Level;

    private FaultChain Without(int index) => (this with { Links = Links.RemoveAt(index) }).Fed(index);

    /// <summary>Feeds the faults from <paramref name="from"/> on with their inputs, as far as the inputs are new to them; drops faults that
    /// are spent.</summary>
    private FaultChain Fed(int from)
    {
        var next = this;
        for (int i = from; i < next.Links.Length && next.Before(i) != next.Links[i].State.Input; i++)
        {
            var link = next.Links[i];
            next = next with
            {
                Links = next.Links.SetItem(i, link with { State = link.State.Decide(FaultInput.Changed(next.Before(i), NowNs)) }),
            };
        }

        return next with { Links = next.Links.RemoveAll(link => link.State.IsSpent) };
    }
}
