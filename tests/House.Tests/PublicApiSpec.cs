using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>What is public: in the TestKit what its page shows, between the projects of src what they use of one another.</summary>
public partial class PublicApiSpec
{
    private const string Api = "src/TestKit/PublicAPI.Unshipped.txt";

    [Fact(DisplayName = "Each member that docs/scenarios.md puts on stage is declared as public API of the TestKit")]
    public void ThePageAndTheApiAgree()
    {
        string page = Repository.Text("docs/scenarios.md");
        int from = page.IndexOf("## Who is on stage", StringComparison.Ordinal);
        string table = page[from..page.IndexOf("\n## ", from + 1, StringComparison.Ordinal)];
        string[] names =
            [.. Quoted().Matches(table).SelectMany(quoted => Member().Matches(quoted.Value)).Select(name => name.Value).Distinct()];
        Assert.True(names.Length > 40, $"only {names.Length} members found on the page");
        string api = Repository.Text("src/TestKit/PublicAPI.Shipped.txt") + Repository.Text(Api);
        Findings.None(names.Where(name => !api.Contains($".{name}(", StringComparison.Ordinal)
            && !api.Contains($".{name}.get", StringComparison.Ordinal)).Select(name => $"{Api} has no {name}"));
    }

    [Fact(DisplayName = "What is internal to a project of src is open to tests and measurements, and to no other project of src")]
    public void InternalsAreForTests()
    {
        HashSet<string> tests = [.. Repository.FilesThatEndIn(".csproj")
            .Where(file => !file.StartsWith("src/", StringComparison.Ordinal)).Select(AssemblyOf)];
        Findings.None(Repository.FilesThatEndIn(".csproj").Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(file => Friend().Matches(Repository.Text(file)).Select(friend => (File: file, Name: friend.Groups[1].Value)))
            .Where(friend => !tests.Contains(friend.Name)).Select(friend => $"{friend.File} is open to {friend.Name}"));
    }

    private static string AssemblyOf(string project) => AssemblyName().Match(Repository.Text(project)) is { Success: true } name
        ? name.Groups[1].Value
        : Path.GetFileNameWithoutExtension(project);

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Quoted();

    /// <summary>A name that no quotes are around: in <c>Line("bench/IGN")</c> it is Line.</summary>
    [GeneratedRegex("""(?<!["/\w-])[A-Z]\w+(?!["/\w-])""")]
    private static partial Regex Member();

    [GeneratedRegex("<AssemblyName>([^<]+)<")]
    private static partial Regex AssemblyName();

    [GeneratedRegex("""<InternalsVisibleTo Include="([^"]+)""")]
    private static partial Regex Friend();
}
