using System.Diagnostics;
using GpioHub.Web.Tests.Support;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>The modules of the page that need no browser, under Playwright's own node.</summary>
public class ModulesSpec
{
    [Fact(DisplayName = "What the page's pure modules promise holds (tests/Web/Modules)")]
    public async Task Node()
    {
        string[] tests = Directory.GetFiles(Path.Combine(SourceTree.Root, "tests/Web/Modules"), "*.test.mjs");
        Assert.NotEmpty(tests);
        string node = Directory.GetFiles(
            Path.Combine(AppContext.BaseDirectory, ".playwright/node"), "node", SearchOption.AllDirectories).Single();
        var start = new ProcessStartInfo(node, ["--test", "--test-reporter=tap", .. tests]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, told);
        Assert.Contains("# fail 0", told, StringComparison.Ordinal);
        Assert.DoesNotContain("# pass 0\n", told, StringComparison.Ordinal);
    }
}
