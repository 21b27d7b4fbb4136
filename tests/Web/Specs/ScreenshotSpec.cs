using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>Pictures of every view, in out/page: to be looked at after a change, and the source of those in docs/images.</summary>
[Collection(Browsing.Name)]
public class ScreenshotSpec(Chromium chromium)
{
    public static TheoryData<string, ColorScheme> Pictures()
    {
        var all = new TheoryData<string, ColorScheme>();
        foreach (string rig in (string[])["three", "large", "empty"])
            foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]) all.Add(rig, theme);
        return all;
    }

    [Theory(DisplayName = "Every view of every rig is drawn in both themes without an error, and no wider than its window (IF-5.2)")]
    [MemberData(nameof(Pictures))]
    public async Task Drawn(string rig, ColorScheme theme)
    {
        await using var hub = rig == "three" ? await PageHub.StartKeptAsync(Rigs.Bus)      // as its users have it
            : await PageHub.StartAsync(rig == "large" ? Rigs.Large : Rigs.Empty);
        await using var browser = await chromium.VisitAsync(theme);
        var errors = new List<string>();
        browser.WebError += (_, error) => errors.Add(error.Error);
        var page = await hub.OpenAsync(browser);
        await BusyAsync(hub, rig, page);
        string folder = Directory.CreateDirectory(Path.Combine(SourceTree.Root, "out/page")).FullName;
        foreach (string view in Pages.Views)
        {
            await page.ViewAsync(view);
            if (view == "analyser" && rig == "three") await MeasureAsync(page);
            if (view == "rig" && rig != "empty") await page.Locator(".crossbar tbody button").First.ClickAsync();
            await page.SettledAsync();
            string file = Path.Combine(folder, $"{rig}-{view}-{theme}.png".ToLowerInvariant());
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
            Assert.Equal((view, true), (view, await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")));
        }

        Assert.Empty(errors);
        if (rig == "three" && theme == ColorScheme.Light) await SmallAsync(page, folder);
    }

    /// <summary>Two of them, small, for docs/images: copied there by hand when the page has changed.</summary>
    private static async Task SmallAsync(IPage page, string folder)
    {
        await Assertions.Expect(page.Locator("header .succession")).ToHaveTextAsync("epoch 1 · standby ready");
        await page.SetViewportSizeAsync(1000, 480);
        foreach (string view in (string[])["rig", "analyser"])
        {
            await page.ViewAsync(view);
            if (view == "analyser") await MeasureAsync(page);
            await page.SettledAsync();
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"page-{view}.png") });
        }
    }

    /// <summary>Has something to show: guests with interrupts, edges, a fault, a contention.</summary>
    private static async Task BusyAsync(PageHub hub, string rig, IPage page)
    {
        if (rig == "empty") return;
        await hub.GuestAsync(rig == "three" ? "ivi" : "ecu-01", "IGN");
        if (rig == "three")
        {
            await hub.CliAsync("pulse", "-t", "30ms,20ms", "-n", "0", "bench/CRASH");
            await hub.CliAsync("fault", "add", "bench/WAKE", "bounce", "--count", "5", "--period", "1ms", "--ttl", "10m");
        }

        await hub.CliAsync("pulse", "-t", "120ms,80ms,40ms,160ms", "-n", "0", "bench/IGN");
        await page.UntilAsync("""
            async three => {
              const { hub, faults, store } = await import('/web/state.js');
              return store.nets.get('bench/IGN').edges.count > 8 && hub.peek().guests[0].lines[0].irq === 'both' && (faults.peek().length > 0 || !three);
            }
            """, rig == "three");
    }

    /// <summary>Two cursors, as one who measures leaves them.</summary>
    private static async Task MeasureAsync(IPage page) => await page.EvaluateAsync("""
        async () => {
          const scope = await import('/web/analyser/scope.js'), { store } = await import('/web/state.js');
          const { edges } = store.nets.get('bench/IGN');
          scope.a.value = edges.timeAt(edges.count - 5);
          scope.b.value = edges.timeAt(edges.count - 2);
          scope.look({ from: edges.timeAt(edges.count - 7), to: edges.timeAt(edges.count - 1) + 5e7 });
        }
        """);
}
