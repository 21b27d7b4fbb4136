using System.Globalization;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The text of <c>gpiohub fault list</c>: a line per fault, its columns aligned.</summary>
internal static class FaultText
{
    public static string Of(IReadOnlyList<FaultDocument> faults)
    {
        var rows = faults.Select(fault => (fault.Id, Target: fault.Line ?? fault.Chip!, What: What(fault),
            Fired: Invariant($"fired {fault.Fired}{Ends(fault)}"))).ToArray();
        return string.Concat(rows.Select(row =>
            $"{row.Id.PadRight(rows.Max(r => r.Id.Length))}  {row.Target.PadRight(rows.Max(r => r.Target.Length))}  " +
            $"{row.What.PadRight(rows.Max(r => r.What.Length))}  {row.Fired}\n"));
    }

    private static string What(FaultDocument fault)
    {
        IEnumerable<(string Name, string? Value)> values =
        [
            ("count", fault.Count is { } count ? Invariant($"{count}") : null), ("period", fault.Period), ("width", fault.Width),
            ("delay", fault.Delay), ("seed", fault.Seed is { } seed ? Invariant($"{seed}") : null),
        ];
        return string.Join(' ',
            [fault.Kind, .. values.Where(value => value.Value is not null).Select(value => $"{value.Name}={value.Value}")]);
    }

    private static string Ends(FaultDocument fault) => fault.EndsInNs is { } ns
        ? Invariant($"  ends in {long.Parse(ns, CultureInfo.InvariantCulture) / 1e9:0.0} s")
        : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
