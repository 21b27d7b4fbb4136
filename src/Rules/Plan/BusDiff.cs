using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>Finds differences of buses. Lines are compared by their addresses: a line with other settings is still the same.</summary>
internal static class BusDiff
{
    public static void Add(RigPlan old, RigPlan target, ImmutableArray<RigChange>.Builder changes)
    {
        foreach (var bus in target.Buses)
        {
            var before = old.Buses.FirstOrDefault(other => other.Name == bus.Name);
            if (before is null) changes.Add(new BusChanged(bus.Name, bus, $"adds bus {bus.Name} ({DiffText.Lines(bus.Lines.Length)})"));
            else if (!RigEquality.Same(before, bus))
                changes.Add(new BusChanged(bus.Name, bus, $"bus {bus.Name}: {Difference(old, before, target, bus)}"));
        }

        foreach (var bus in old.Buses)
            if (target.Buses.All(after => after.Name != bus.Name)) changes.Add(new BusChanged(bus.Name, null, $"removes bus {bus.Name}"));
    }

    private static string Difference(RigPlan old, BusPlan before, RigPlan target, BusPlan bus)
    {
        string[] gone = [.. before.Lines.Except(bus.Lines).Select(line => $"-{DiffText.Address(old, line)}")];
        string[] come = [.. bus.Lines.Except(before.Lines).Select(line => $"+{DiffText.Address(target, line)}")];
        return gone.Length + come.Length == 0 ? "another order" : string.Join(' ', [.. gone, .. come]);
    }
}
