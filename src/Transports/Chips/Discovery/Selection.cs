using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Transports.Chips.Discovery;

/// <summary>How far a chip fits a selector.</summary>
/// <param name="Differs">Names of the properties that are not as wanted; empty = it is the chip, or <paramref name="Unknown"/>.</param>
/// <param name="Unknown">All else fits, but its label cannot be read.</param>
internal readonly record struct Verdict(ImmutableArray<string> Differs, bool Unknown)
{
    public bool Fits => Differs.IsEmpty && !Unknown;
}

/// <summary>Compares one chip with a selector, and names what the selector looks for.</summary>
internal static class Selection
{
    private const string Label = "label";

    /// <summary>The selector in the words of the configuration, to follow "no chip with".</summary>
    public static string Wanted(ChipSelector selector) => Printable.Text(selector switch
    {
        ByLabel by => $"label \"{by.Label}\"",
        ByProperties by => string.Join(", ", by.Properties.Select(property => $"{property.Name}: {property.Glob}")),
        _ => selector.ToString()!,
    });

    public static Verdict Judge(ChipSelector selector, Candidate chip) => selector switch
    {
        ByLabel by => OfLabel(chip, label => label == by.Label),
        ByProperties by => OfProperties(chip, by),
        _ => new Verdict([selector.ToString()!], Unknown: false),
    };

    private static Verdict OfProperties(Candidate chip, ByProperties by)
    {
        var lacking = by.Properties.Where(property => !chip.Has(property.Name, property.Glob)).ToArray();
        var labels = lacking.Where(property => property.Name == Label).ToArray();
        // A chip that another property rules out is not opened.
        if (labels.Length < lacking.Length)
            return new Verdict([.. lacking.Select(property => property.Name).Except([Label])], Unknown: false);
        return labels.Length == 0
            ? new Verdict([], Unknown: false)
            : OfLabel(chip, label => labels.All(property => Glob.Matches(property.Glob, label)));
    }

    private static Verdict OfLabel(Candidate chip, Func<string, bool> fits) => chip.Label switch
    {
        { } label => new Verdict(fits(label) ? [] : [Label], Unknown: false),
        null when chip.HasGone => new Verdict([Label], Unknown: false),
        null => new Verdict([], Unknown: true),
    };
}
