using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>What happened before the page was opened comes from the recorder (IF-5.3, IF-4.7).</summary>
[Collection(Browsing.Name)]
public class RecorderSpec(Chromium chromium)
{
    [Fact(DisplayName = "Edges and interrupts from before the page was opened are drawn and measured like any other (IF-5.3)")]
    public async Task Before()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        await hub.GuestAsync("ivi", "IGN");
        for (int i = 0; i < 6; i++) await hub.CliAsync("set", $"bench/IGN={(i + 1) % 2}");
        var page = await hub.OpenAsync(browser, "analyser?line=bench/IGN");
        await page.UntilAsync("async () => (await import('/web/analyser/recorder.js')).whole('bench/IGN').count === 6");

        Assert.Equal(0, await page.EvaluateAsync<int>(
            "async () => (await import('/web/state.js')).store.nets.get('bench/IGN').edges.count"));
        Assert.Equal("6 true ▲▼▲▼▲▼", await page.EvaluateAsync<string>(Drawn));
        await page.Locator("wave-view").FocusAsync();
        foreach (string way in (string[])["ArrowRight", "ArrowLeft"])
        {
            for (int i = 0; i < 6; i++) await page.Keyboard.PressAsync(way);     // there is no edge behind the last
            await page.Keyboard.PressAsync(way == "ArrowLeft" ? "[" : "]");
        }

        await Assertions.Expect(page.Locator(".measured")).ToContainTextAsync("6 edges (▲3 ▼3)");
        await page.Locator("summary").ClickAsync();
        await Assertions.Expect(page.Locator(".edges tbody tr")).ToHaveCountAsync(6);
        await Assertions.Expect(page.Locator(".edges tbody tr").First).ToContainTextAsync("stimulus");
    }

    [Fact(DisplayName = "What is in sight goes out as a VCD file, written by the hub (IF-5.2)")]
    public async Task Vcd()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        for (int i = 0; i < 4; i++) await hub.CliAsync("set", $"bench/IGN={(i + 1) % 2}");
        var page = await hub.OpenAsync(browser, "analyser?line=bench/IGN");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("button:text-is('VCD')").ClickAsync());

        string text = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Equal("gpiohub.vcd", download.SuggestedFilename);
        Assert.Contains("$timescale 1 ns $end", text, StringComparison.Ordinal);
        Assert.Contains(" IGN $end", text, StringComparison.Ordinal);
    }

    /// <summary>Edges that the columns show, interrupts that stand below them, and their directions.</summary>
    private const string Drawn = """
        async () => {
          const [view, scope, columns, recorder] = await Promise.all(
            ['wave-view', 'scope', 'columns', 'recorder'].map(name => import(`/web/analyser/${name}.js`)));
          const edges = recorder.whole('bench/IGN'), [first, last] = [edges.timeAt(0), edges.last], codes = new Uint8Array(4000);
          scope.look({ from: first - (last - first) / 10, to: last + (last - first) / 10 });
          view.columnsOf('bench/IGN', scope.range.peek(), codes);
          const seen = [...codes].filter(code => code === columns.rise || code === columns.fall);
          const marks = recorder.oldInterrupts.get('ivi:IGN').marks(first, last + 1e9, t => edges.timeAt(edges.upTo(t) - 1));
          // The guest may have had an edge masked: that one came later, or with the next.
          const delivered = marks.filter(mark => mark.kind === 'delivered');
          return `${seen.length} ${delivered.length > 0 && delivered.every(mark => mark.latency > 0)} ${seen.map(code => code === columns.rise ? '▲' : '▼').join('')}`;
        }
        """;
}
