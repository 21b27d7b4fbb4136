using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>The licence, its owner, and the licences of everything that is published with the hub.</summary>
public partial class LicenceSpec
{
    private const string Notices = "THIRD-PARTY-NOTICES.md", Lock = "src/Hub/packages.lock.json";

    [Fact(DisplayName = "LICENSE is the text of Apache-2.0 as its authors publish it, byte for byte")]
    public void TextIsTheStandardOne() => Assert.Equal(
        "CFC7749B96F63BD31C3C42B5C471BF756814053E847C10F3EB003417BC523D30",
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(Repository.Root, "LICENSE")))));

    [Fact(DisplayName = "Every project is licensed by Directory.Build.props, and none says otherwise")]
    public void EveryProjectIsLicensed()
    {
        string props = Repository.Text("Directory.Build.props");
        Assert.Contains("<PackageLicenseExpression>Apache-2.0</PackageLicenseExpression>", props, StringComparison.Ordinal);
        Assert.Contains("<Copyright>Copyright The GpioHub authors</Copyright>", props, StringComparison.Ordinal);
        string[] others = [.. Repository.FilesThatEndIn(".csproj", ".props", ".targets").Where(file => file != "Directory.Build.props")];
        Assert.NotEmpty(others);
        Assert.DoesNotContain(others, file => LicenceElement().IsMatch(Repository.Text(file)));
        // A second one, further down, would hide the first.
        Assert.DoesNotContain(others, file => file.EndsWith("/Directory.Build.props", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "THIRD-PARTY-NOTICES.md names the packages of the hub's lock file, and no others (build/notices.sh writes it)")]
    public void NoticesAreOfTheLockFile()
    {
        string text = Repository.Text(Notices);
        string[] inFolder = [.. Row().Matches(text).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}")];
        string[] forTheBuild = BuildOnly().Match(text) is { Success: true } line ? line.Groups[1].Value.Split(", ") : [];

        Assert.NotEmpty(inFolder);
        Assert.Equal(Locked().Order(StringComparer.Ordinal), inFolder.Concat(forTheBuild).Order(StringComparer.Ordinal));
    }

    [Fact(DisplayName = "THIRD-PARTY-NOTICES.md names the libraries of the page's lock file (build/notices.sh writes it)")]
    public void NoticesAreOfThePage()
    {
        using var document = JsonDocument.Parse(Repository.Text("src/Hub/Web/package-lock.json"));
        string[] libraries = [.. document.RootElement.GetProperty("packages").EnumerateObject()
            // Types are not shipped.
            .Where(package => package.Name.Length > 0 && !package.Name.Contains("@types/", StringComparison.Ordinal))
            .Select(package => $"- {package.Name["node_modules/".Length..]} {package.Value.GetProperty("version").GetString()}, " +
                $"{package.Value.GetProperty("license").GetString()}, ")];

        Assert.Equal(2, libraries.Length);
        Assert.All(libraries, library => Assert.Contains($"\n{library}", Repository.Text(Notices), StringComparison.Ordinal));
    }

    [Fact(DisplayName = "THIRD-PARTY-NOTICES.md has the text of every licence that a package is under")]
    public void EveryLicenceHasItsText()
    {
        string text = Repository.Text(Notices);
        string[] licences = [.. Row().Matches(text)
            .SelectMany(row => row.Groups[3].Value.Split([' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
            .Except(["OR", "AND", "WITH"])];

        Assert.Contains("MIT", licences);
        Assert.All(licences, licence => Assert.Contains($"\n## {licence}\n", text, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Locked()
    {
        using var document = JsonDocument.Parse(Repository.Text(Lock));
        var framework = document.RootElement.GetProperty("dependencies").GetProperty("net10.0");
        return [.. framework.EnumerateObject()
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => $"{package.Name} {package.Value.GetProperty("resolved").GetString()}")];
    }

    [GeneratedRegex("<(PackageLicense|Copyright|Authors)")]
    private static partial Regex LicenceElement();

    [GeneratedRegex(@"^\| ([\w.-]+) \| ([0-9][\w.+-]*) \| ([^|]+) \| [^|]+ \| [^|]* \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^Restored for the build, and not in the folder: (.*)\\.$", RegexOptions.Multiline)]
    private static partial Regex BuildOnly();
}
