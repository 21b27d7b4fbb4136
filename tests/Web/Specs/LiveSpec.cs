using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>What the page shows of a hub at work (IF-5.2).</summary>
[Collection(Browsing.Name)]
public class LiveSpec(Chromium chromium)
{
    [Fact(DisplayName = "Two browsers show each level that the command line sets, and the same edges in the same order (IF-5.2)")]
    public async Task TwoBrowsers()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var one = await chromium.VisitAsync();
        await using var other = await chromium.VisitAsync();
        IPage[] pages = [await hub.OpenAsync(one), await hub.OpenAsync(other)];
        foreach (string set in (string[])["bench/IGN=1", "bench/CRASH=1", "bench/IGN=0", "bench/WAKE=1", "bench/IGN=1"])
        {
            await hub.CliAsync("set", set);
            string[] words = set.Split('=');
            foreach (var page in pages)
                await page.Locator($"tr:has(th button[title='{words[0]}']) .level.{(words[1] == "1" ? "high" : "low")}").WaitForAsync();
        }

        string[] tables = await Task.WhenAll(pages.Select(TableAsync));
        Assert.Equal(tables[0], tables[1]);
        Assert.Equal("bench/IGN▲ bench/WAKE▲ bench/IGN▼ bench/CRASH▲ bench/IGN▲",
            string.Join(' ', tables[0].Split('\n').Select(row => row.Split('|')).Select(row => row[1] + row[2][0])));
    }

    [Fact(DisplayName = "A stream that is cut says so, hatches the time, and goes on without an edge missing or twice (IF-5.3)")]
    public async Task Cut()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        using var tunnel = new Tunnel(new System.Net.Sockets.UnixDomainSocketEndPoint(hub.Control));
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "analyser", $"http://localhost:{tunnel.Port}/#token=none");
        await hub.CliAsync("set", "bench/IGN=1");
        await CountedAsync(page, 1);

        tunnel.Cut();
        await page.Locator(".banner[role=alert]").WaitForAsync();
        for (int i = 0; i < 9; i++) await hub.CliAsync("set", $"bench/IGN={i % 2}");
        Assert.True(await page.EvaluateAsync<bool>(Hatched));

        tunnel.Mend();
        await CountedAsync(page, 10);
        await page.Locator(".link.live").WaitForAsync();
        Assert.False(await page.EvaluateAsync<bool>(Hatched));
        Assert.Equal(0, await page.EvaluateAsync<int>("async () => (await import('/web/state.js')).store.lostEvents"));
        Assert.Contains("\"edges\":10,", await hub.CliAsync("info", "-o", "json", "bench/IGN"), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "The crossbar says who drives a net, what each guest has of it, and what its interrupt waits for (IF-5.2)")]
    public async Task Crossbar()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        await hub.GuestAsync("ivi", "IGN", "CRASH");
        await hub.CliAsync("set", "bench/IGN=1");
        var page = await hub.OpenAsync(browser);
        var row = page.Locator("tr:has(th button[title='bench/IGN'])");

        await Assertions.Expect(row.Locator("td").Nth(1)).ToHaveTextAsync("stimulus");
        await Assertions.Expect(row.Locator("td").Nth(2)).ToHaveAttributeAsync("title", "ivi:IGN reads, interrupt both, armed");
        await Assertions.Expect(row.Locator("td").Nth(3)).ToHaveAttributeAsync("title", "adas:IGN reads, no interrupt");
        await Assertions.Expect(page.Locator("th:has-text('ivi') .state")).ToHaveAttributeAsync("title", "running");
    }

    [Fact(DisplayName = "A rig without a chip and a guest says so, and every view of it opens (IF-5.2)")]
    public async Task Empty()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Empty);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser);
        await Assertions.Expect(page.Locator(".empty h2")).ToHaveTextAsync("This rig is empty");
        foreach (string view in Pages.Views)
        {
            await page.ViewAsync(view);
            Assert.NotEqual("", (await page.Locator("main").InnerTextAsync()).Trim());
        }
    }

    /// <summary>Whether a column of bench/IGN is hatched, as the picture has it.</summary>
    private const string Hatched = """
        async () => {
          const [view, scope, columns] = await Promise.all(['wave-view', 'scope', 'columns'].map(name => import(`/web/analyser/${name}.js`)));
          const codes = new Uint8Array(800);
          view.columnsOf('bench/IGN', scope.range.peek(), codes);
          return codes.includes(columns.lost);
        }
        """;

    private static async Task CountedAsync(IPage page, int edges) => await page.UntilAsync(
        "async n => (await import('/web/state.js')).store.nets.get('bench/IGN').edges.count === n", edges);

    /// <summary>The analyser's table of edges, a row a line.</summary>
    private static async Task<string> TableAsync(IPage page)
    {
        await page.ViewAsync("analyser?axis=monotonic");
        await page.Locator("summary").ClickAsync();
        await page.Locator(".edges tbody tr").Nth(4).WaitForAsync();
        return await page.EvaluateAsync<string>("""
            () => [...document.querySelectorAll('.edges tbody tr')]
              .map(row => [...row.cells].map(cell => cell.innerText.trim()).join('|')).join('\n')
            """);
    }
}
