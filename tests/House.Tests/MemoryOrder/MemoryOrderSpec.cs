using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests.MemoryOrder;

/// <summary>docs/internals/memory-order.md argues for each place whose order of memory accesses matters.</summary>
public partial class MemoryOrderSpec
{
    private const string Page = "docs/internals/memory-order.md";

    private static readonly Lazy<SortedSet<string>> Named = new(NamedByThePage);
    private static readonly Lazy<SortedSet<string>> Ordering = new(() => Places.That(Places.Orders));
    private static readonly Lazy<SortedSet<string>> Windows = new(() => Places.That(Places.OpensSharedMemory));

    [Fact(DisplayName = "Every place of src that uses Volatile, Interlocked, a barrier or a volatile field is in the page's tables")]
    public void OrderingPlacesAreNamed()
    {
        Assert.True(Ordering.Value.Count > 80, $"only {Ordering.Value.Count} places found in what was built");
        Findings.None(Ordering.Value.Where(place => !IsNamed(place)));
    }

    [Fact(DisplayName = "Every place of src that takes a window on memory shared with another process is in the page's tables")]
    public void WindowsAreNamed()
    {
        Assert.True(Windows.Value.Count > 8, $"only {Windows.Value.Count} places found in what was built");
        Findings.None(Windows.Value.Where(place => !IsNamed(place)));
    }

    [Fact(DisplayName = "Every place that the page's tables name is there, and a type that stands for its members needs its place")]
    public void NamedPlacesExist()
    {
        var there = Places.That(_ => true);
        Findings.None(Named.Value.Where(name => name.Contains('.', StringComparison.Ordinal)
            ? !there.Contains(name)
            : !Ordering.Value.Any(place => TypeOf(place) == name)));
    }

    private static bool IsNamed(string place) => Named.Value.Contains(place) || Named.Value.Contains(TypeOf(place));

    private static string TypeOf(string place) => place.Split('.')[0];

    /// <summary>What stands in the first column of a table of places, as <c>Type.Member</c> or, for all its members, <c>Type</c>.</summary>
    private static SortedSet<string> NamedByThePage()
    {
        var named = new SortedSet<string>(StringComparer.Ordinal);
        bool isOfPlaces = false;
        foreach (string line in Repository.Lines(Page))
        {
            isOfPlaces = line.StartsWith("| place |", StringComparison.Ordinal) || (isOfPlaces && line.StartsWith('|'));
            if (isOfPlaces) named.UnionWith(PlaceName().Matches(line.Split('|')[1]).Select(name => name.Groups[1].Value));
        }

        return named;
    }

    [GeneratedRegex(@"`([A-Z]\w*(?:\.\w+)?)`")]
    private static partial Regex PlaceName();
}
