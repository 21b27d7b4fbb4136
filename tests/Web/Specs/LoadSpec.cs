using GpioHub.Web.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Web.Tests.Specs;

/// <summary>Many edges at once: none is missing that is not hatched (IF-5.3).</summary>
[Collection(Browsing.Name)]
public class LoadSpec(Chromium chromium, ITestOutputHelper output)
{
    private const int Lines = 64, Edges = 600;

    private static readonly string Rig = $$"""
        hub: { sockets: SOCKETS }
        chips: { a: { driver: sim, lines: ["L{00..{{Lines - 1}}}"] } }
        guests: { g: { lines: [] , slots: 1 } }
        """;

    [Fact(DisplayName = "Of 64 nets that all toggle, the page has every edge of the hub, or says how many it has not (IF-5.3)")]
    public async Task EveryEdge()
    {
        await using var hub = await PageHub.StartAsync(Rig);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "analyser");
        await page.EvaluateAsync("""
            async () => {
              window.long = [];
              new PerformanceObserver(list => window.long.push(...list.getEntries().map(one => one.duration))).observe({ type: 'longtask' });
              (await import('/web/analyser/scope.js')).chosen.value = (await import('/web/state.js')).nets.peek().map(net => net.address);
            }
            """);
        for (int line = 0; line < Lines; line++) await hub.CliAsync("pulse", "-t", "1ms", "-n", $"{Edges}", $"a/L{line:D2}");
        await page.UntilAsync($$"""
            async () => {
              const { store } = await import('/web/state.js');
              return store.told + store.lostEvents >= {{Lines * Edges}};
            }
            """);
        int[] counts = await page.EvaluateAsync<int[]>("""
            async () => {
              const { store } = await import('/web/state.js'), all = [...store.nets.values()].map(net => net.edges);
              return [store.told, store.lostEvents, all.filter(edges => edges.rises + edges.falls !== 600 && edges.lost.length === 0).length];
            }
            """);
        output.WriteLine($"{counts[0]} edges told, {counts[1]} lost; the longest task " +
            $"{await page.EvaluateAsync<double>("() => Math.max(0, ...window.long)"):F0} ms, the last picture " +
            $"{await page.EvaluateAsync<double>("() => document.querySelector('wave-view').took"):F1} ms");

        Assert.Equal((Lines * Edges, 0), (counts[0] + counts[1], counts[2]));
    }
}
