using System.Collections.Immutable;

namespace GpioHub.Recording.Vcd;

/// <summary>The head of a file.</summary>
/// <param name="Date">As written, blanks between; null = none.</param>
/// <param name="Version">Likewise.</param>
/// <param name="UnitFs">How long a unit of time is, femtoseconds.</param>
public sealed record VcdDeclarations(string? Date, string? Version, long UnitFs, ImmutableArray<VcdVariable> Variables)
{
    /// <summary>Variables that a user may mean by a name: that with this path or real name, else those whose path ends so.</summary>
    /// <returns>One of each signal.</returns>
    public ImmutableArray<VcdVariable> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var exact = Distinct(variable => variable.Path == name || variable.RealName == name);
        return exact.IsEmpty ? Distinct(variable => variable.Path.EndsWith($".{name}", StringComparison.Ordinal)) : exact;
    }

    /// <summary>Variables that might have been meant: their path has the last part of the name in it, in any case of letters.</summary>
    /// <param name="most">So many at most.</param>
    public IEnumerable<string> Near(string name, int most)
    {
        ArgumentNullException.ThrowIfNull(name);
        string last = name[(name.LastIndexOf('.') + 1)..];
        string[] near = [.. Variables.Where(variable => variable.Path.Contains(last, StringComparison.OrdinalIgnoreCase))
            .Select(variable => variable.Path).Take(most)];
        return near.Length > 0 ? near : Variables.Select(variable => variable.Path).Take(most);
    }

    private ImmutableArray<VcdVariable> Distinct(Func<VcdVariable, bool> fits) =>
        [.. Variables.Where(fits).DistinctBy(variable => variable.Signal)];
}
