using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>The configuration in the page (IF-5.2, IF-3.8).</summary>
[Collection(Browsing.Name)]
public class ConfigSpec(Chromium chromium)
{
    public static TheoryData<string> Some() => [Rigs.Three, Rigs.OddNames, Rigs.Empty];

    [Theory(DisplayName = "The YAML that the page shows is the configuration in force: sent back it is no change (IF-3.8)")]
    [MemberData(nameof(Some))]
    public async Task NoChange(string yaml)
    {
        await using var hub = await PageHub.StartAsync(yaml);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "config");
        await page.GetByText("Diff", new PageGetByTextOptions { Exact = true }).ClickAsync();

        await Assertions.Expect(page.Locator(".result h2")).ToHaveTextAsync("✓ What this text would change");
        await Assertions.Expect(page.Locator(".result p")).ToHaveTextAsync("Nothing.");
    }

    [Fact(DisplayName = "A text is compared, applied, and not applied over a configuration that came meanwhile (IF-3.8)")]
    public async Task Applied()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "config");
        var editor = page.Locator("#editor");
        await page.UntilAsync("() => document.getElementById('editor').value.length > 0");
        string text = await editor.InputValueAsync();
        const string extra = "  extra:\n    lines:\n      - { from: bench/IGN }\n";
        await editor.FillAsync(text.Replace("  spare:\n", $"{extra}  spare:\n", StringComparison.Ordinal));
        await ClickAsync(page, "Diff");
        await Assertions.Expect(page.Locator(".result li").First).ToHaveTextAsync("adds guest extra (1 line)");
        await ClickAsync(page, "Apply");
        await Assertions.Expect(page.Locator(".result h2")).ToHaveTextAsync("✓ Applied");
        await Assertions.Expect(page.Locator("header .dim")).ToContainTextAsync("generation 2");
        Assert.Contains("extra", await hub.CliAsync("info"), StringComparison.Ordinal);

        await hub.CliAsync("reload");
        await ClickAsync(page, "Apply");
        await Assertions.Expect(page.Locator(".result.refused h2")).ToContainTextAsync("generation 3");
        Assert.DoesNotContain("extra", await hub.CliAsync("info"), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "An error of a text says line and column, and leads there (IF-3.8)")]
    public async Task Errors()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "config");
        await page.UntilAsync("() => document.getElementById('editor').value.length > 0");
        await page.Locator("#editor").FillAsync(
            "chips:\n  bench: { driver: sim, lines: [IGN] }\nguests:\n  ivi: { lines: [{ from: bench/IGNN }] }\n");
        await ClickAsync(page, "Check");
        await Assertions.Expect(page.Locator(".result.refused li")).ToContainTextAsync("did you mean \"IGN\"?");
        await page.GetByText("line 4, column 26").ClickAsync();

        Assert.Equal("b", await page.EvaluateAsync<string>("""
            () => {
              const { value, selectionStart, selectionEnd } = document.activeElement;
              return value.slice(selectionStart, selectionEnd);
            }
            """));
    }

    private static Task ClickAsync(IPage page, string button) =>
        page.Locator($"button:text-is('{button}')").ClickAsync();
}
