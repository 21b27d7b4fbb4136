using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>Everything without a pointer, and what a screen reader is told (IF-5.4).</summary>
[Collection(Browsing.Name)]
public class KeyboardSpec(Chromium chromium)
{
    [Fact(DisplayName = "In the crossbar arrows move, Enter opens the net, Escape closes it, and one cell is in the order of Tab (IF-5.4)")]
    public async Task Crossbar()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser);
        await TabToAsync(page, "at => at?.closest('.crossbar tbody') !== null");

        Assert.Equal(1, await page.Locator(".crossbar tbody [tabindex='0']").CountAsync());
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("1,1", await page.EvaluateAsync<string>("document.activeElement.dataset.at"));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".panel h2")).ToHaveTextAsync("bench/CRASH");
        await page.Keyboard.PressAsync("Control+End");
        Assert.Equal("4,5", await page.EvaluateAsync<string>("document.activeElement.dataset.at"));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".panel")).ToHaveCountAsync(0);
    }

    [Fact(DisplayName = "By keys alone one arms a trigger, puts two cursors on edges and reads the time between them (IF-5.4)")]
    public async Task Analyser()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "analyser");
        await TabToAsync(page, "at => at?.innerText === 'Single'");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".trigger [role=status]")).ToHaveTextAsync("◌ waiting");
        await hub.CliAsync("pulse", "bench/IGN", "20ms");
        await Assertions.Expect(page.Locator(".trigger [role=status]")).ToHaveTextAsync("◉ fired");
        await page.UntilAsync("async () => (await import('/web/state.js')).store.nets.get('bench/IGN').edges.count === 2");

        await TabToAsync(page, "at => at?.localName === 'wave-view'");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("[");            // the caret is where the trigger fired
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("]");
        double[] edges = await page.EvaluateAsync<double[]>("""
            async () => {
              const { edges } = (await import('/web/state.js')).store.nets.get('bench/IGN');
              return [edges.timeAt(0), edges.timeAt(1)];
            }
            """);
        string spoken = await page.EvaluateAsync<string>(
            "async ns => `Δt ${(await import('/web/model/time.js')).exactSpan(ns)}`", edges[1] - edges[0]);
        await Assertions.Expect(page.Locator("[aria-live]#spoken")).ToContainTextAsync(spoken);
        Assert.Contains(spoken[3..], await page.Locator("main").AriaSnapshotAsync(), StringComparison.Ordinal);
        Assert.Contains("a=", page.Url + await page.EvaluateAsync<string>("async () => (await import('/web/analyser/scope.js')).link()"),
            StringComparison.Ordinal);
    }

    /// <summary>Presses Tab until the focus is where it is wanted.</summary>
    private static async Task TabToAsync(IPage page, string where)
    {
        for (int i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>($"({where})(document.activeElement)")) return;
        }

        Assert.Fail($"no way with Tab to {where}");
    }
}
