using System.Text.RegularExpressions;
using GpioHub.Hub.Tests.Configuration;
using Xunit;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>The environment variables of gpiohub(1) against those that the sources of the program read.</summary>
public partial class EnvironmentSpec
{
    /// <summary>Projects that are the program, or below it.</summary>
    private static readonly string[] Projects = ["Actors", "Configuration", "GuestDriver", "Hub", "Recording", "Rules", "Transports"];

    private static readonly string Sources = string.Join('\n', Projects
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Rig.Repository, "src", project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));

    [Fact(DisplayName = "Every environment variable that the program reads is in gpiohub(1), and every one that is there is read")]
    public void EveryVariable()
    {
        string page = File.ReadAllText(Path.Combine(ManualPages.Folder, "gpiohub.1.scd"));
        page = page[page.IndexOf("\n# ENVIRONMENT\n", StringComparison.Ordinal)..page.IndexOf("\n# FILES\n", StringComparison.Ordinal)];
        string[] told = [.. Term().Matches(page.Replace("\\", "", StringComparison.Ordinal)).Select(match => match.Value)];
        string[] read = [.. Read().Matches(Sources).Select(match => NameOf(match.Groups[1].Value)).OfType<string>().Distinct()];

        Assert.Contains("GPIOHUB_HUB", read);
        Assert.Contains("NOTIFY_SOCKET", read);
        Assert.Equal(read.Order(), told.Order());
    }

    /// <summary>The name that an argument is: text, or a constant that has it. null = it is handed through.</summary>
    private static string? NameOf(string argument)
    {
        if (argument.StartsWith('"')) return argument.Trim('"');
        string constant = argument.Split('.')[^1];
        var declared = Regex.Match(Sources, $@"const string {constant} = ""([A-Z][A-Z0-9_]*)""");
        return declared.Success ? declared.Groups[1].Value : null;
    }

    [GeneratedRegex(@"(?:\b[vV]ariable|GetEnvironmentVariable)\((""[A-Z][A-Z0-9_]*""|[A-Z][A-Za-z.]*)\)")]
    private static partial Regex Read();

    [GeneratedRegex(@"(?<=^(?:\*[A-Z0-9_]+\*, )*\*)[A-Z0-9_]+(?=\*)", RegexOptions.Multiline)]
    private static partial Regex Term();
}
