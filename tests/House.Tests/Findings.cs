using Xunit;

namespace GpioHub.House.Tests;

/// <summary>Reports what a check of the repository's text has found wrong.</summary>
internal static class Findings
{
    private const int MostShown = 50;

    /// <summary>Fails with every finding, one a line; Assert.Empty would cut them short.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        string more = all.Count > MostShown ? $"\n… and {all.Count - MostShown} more" : "";
        Assert.True(all.Count == 0, $"{all.Count} found:\n{string.Join('\n', all.Take(MostShown))}{more}");
    }
}
