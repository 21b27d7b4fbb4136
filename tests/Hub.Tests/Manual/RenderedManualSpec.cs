using System.Diagnostics;
using System.Text.RegularExpressions;
using GpioHub.Hub.Tests.Configuration;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>The pages as they are installed: build/man.sh makes them, mandoc and man judge them.</summary>
public sealed partial class RenderedManualSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact(DisplayName = "Each page is made without a complaint of scdoc, mandoc's lint and man, and says in man what it is a page of")]
    public async Task JudgesAreContent()
    {
        string[] pages = await RenderAsync("once");
        foreach (string page in pages)
            Assert.Equal((0, ""), Of(await ShellAsync($"zcat '{page}' | mandoc -T lint -W error")));

        string all = string.Join(' ', pages.Select(page => $"'{page}'"));
        var read = await ShellAsync($"LC_ALL=C.UTF-8 MANWIDTH=100 MANPAGER=cat man --warnings=w -l {all}");
        Assert.Equal((0, ""), (read.Code, read.Error));
        string[] names = [.. Name().Matches(Overstruck().Replace(read.Out, "")).Select(match => match.Groups[1].Value)];
        Assert.Equal(pages.Select(page => Path.GetFileName(page).Split(".1.gz")[0].Split(".5.gz")[0].Split(".7.gz")[0]), names);
    }

    [Fact(DisplayName = "The same sources make the same bytes, and the date of a page is the one that SOURCE_DATE_EPOCH says")]
    public async Task Reproducible()
    {
        string[] once = await RenderAsync("once"), again = await RenderAsync("again");

        Assert.Equal(once.Select(File.ReadAllBytes), again.Select(File.ReadAllBytes));
        var page = await ShellAsync($"zcat '{once[0]}'");
        Assert.Contains(" \"2026-03-01\" ", page.Out, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string[]> RenderAsync(string name)
    {
        string folder = Path.Combine(_folder.Path, name);
        string script = Path.Combine(Rig.Repository, "build/man.sh");
        Assert.Equal((0, ""), Of(await ShellAsync($"SOURCE_DATE_EPOCH=1772323200 '{script}' '{folder}'")));
        string[] pages = [.. Directory.GetFiles(folder, "*.gz", SearchOption.AllDirectories).Order()];
        Assert.Equal(ManualPages.All.Count, pages.Length);
        return pages;
    }

    /// <summary>The exit code, and all that was said.</summary>
    private static (int Code, string Said) Of(CliResult result) => (result.Code, result.Out + result.Error);

    private static async Task<CliResult> ShellAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-o", "pipefail", "-c", line])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = shell.StandardOutput.ReadToEndAsync();
        string error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return new CliResult(shell.ExitCode, await output, error);
    }

    [GeneratedRegex(@"(?m)^NAME\n +([^ ]+) - ")]
    private static partial Regex Name();

    /// <summary>Bold and underlined text of a terminal: escapes, or a letter over another.</summary>
    [GeneratedRegex("\e\\[[0-9;]*m|.\b")]
    private static partial Regex Overstruck();
}
