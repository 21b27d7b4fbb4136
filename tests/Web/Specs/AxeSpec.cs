using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>axe, the judge of what a screen reader and weak eyes get (IF-5.4).</summary>
[Collection(Browsing.Name)]
public class AxeSpec(Chromium chromium)
{
    [Theory(DisplayName = "In no view and no theme has axe a serious or critical complaint (IF-5.4)")]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task NoComplaint(ColorScheme theme)
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync(theme);
        await hub.GuestAsync("ivi", "IGN");
        await hub.CliAsync("fault", "add", "bench/CRASH", "stuck-1", "--ttl", "1m");
        var page = await hub.OpenAsync(browser);
        await page.Locator("button[title='bench/IGN']").ClickAsync();
        foreach (string view in Pages.Views)
        {
            await page.ViewAsync(view);
            if (view == "analyser") await page.Locator("summary").ClickAsync();
            var found = await page.RunAxe();
            Assert.NotEmpty(found.Passes);
            Assert.Empty(found.Violations.Where(one => one.Impact is "serious" or "critical").Select(one => Told(view, one)));
        }
    }

    private static string Told(string view, AxeResultItem found) =>
        $"{view}: {found.Id}: {found.Help}: {string.Join(" | ", found.Nodes.Take(4).Select(node => node.Html))}";
}
