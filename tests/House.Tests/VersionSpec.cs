using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>One version for everything that a release consists of, said once.</summary>
public partial class VersionSpec
{
    private static readonly string Version = Props().Match(Repository.Text("Directory.Build.props")).Groups[1].Value;

    [Fact(DisplayName = "The version is three numbers, and Directory.Build.props alone sets it for what .NET builds")]
    public void OneForAllProjects()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+$", Version);
        string[] others = [.. Repository.FilesThatEndIn(".csproj", ".props", ".targets").Where(file => file != "Directory.Build.props")];
        Assert.NotEmpty(others);
        Assert.DoesNotContain(others, file => Element().IsMatch(Repository.Text(file)));
    }

    [Theory(DisplayName = "What cannot read the version says the same: the Python client, the README's first minutes, the TestKit's guide")]
    [InlineData("python/gpiohub.py", @"^__version__ = ""([^""]*)""")]
    [InlineData("README.md", @"^gpiohub (\S+) · config/demo\.yaml")]
    [InlineData("tests/Hub.Tests/Commands/CommandLineSpec.cs", @"0, ""gpiohub ([^\\""]*)\\n""")]
    [InlineData("docs/scenarios.md", @"Include=""GpioHub\.TestKit"" Version=""([^""]*)""")]
    public void SaidElsewhere(string file, string where) =>
        Assert.Equal([Version], Regex.Matches(Repository.Text(file), where, RegexOptions.Multiline).Select(match => match.Groups[1].Value));

    [Fact(DisplayName = "CHANGELOG.md has the version, with its day, right below what is not released yet")]
    public void InTheChangelog()
    {
        string[] heads = [.. Heads().Matches(Repository.Text("CHANGELOG.md")).Select(head => head.Groups[1].Value)];
        Assert.Equal("[Unreleased]", heads[0]);
        Assert.Matches($@"^\[{Regex.Escape(Version)}\] - \d{{4}}-\d\d-\d\d$", heads[1]);
    }

    [GeneratedRegex("<Version>(.*)</Version>")]
    private static partial Regex Props();

    [GeneratedRegex("<(Version|VersionPrefix|PackageVersion|AssemblyVersion|FileVersion|InformationalVersion)>")]
    private static partial Regex Element();

    [GeneratedRegex("^## (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heads();
}
