using System.Text.RegularExpressions;
using GpioHub.Hub.Tests.Support;
using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>The analyser under a pointer, and what it shows of edges that it knows (IF-5.2, IF-5.3).</summary>
[Collection(Browsing.Name)]
public class AnalyserSpec(Chromium chromium)
{
    private const string Scope = "/web/analyser/scope.js";

    [Fact(DisplayName = "The wheel zooms at the pointer, a drag pans, Shift-drag measures, a click puts the caret (IF-5.2)")]
    public async Task WheelAndDrag()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "analyser");
        await hub.CliAsync("pulse", "-t", "4ms,2ms", "-n", "4", "bench/IGN");
        await page.UntilAsync("async () => (await import('/web/state.js')).store.nets.get('bench/IGN').edges.count === 8");
        await page.Locator("button:text-is('All')").ClickAsync();
        var box = (await page.Locator("wave-view").BoundingBoxAsync())!;
        float x = box.X + box.Width / 4, y = box.Y + 50;

        double before = await AtAsync(page, 0.25), wide = await AtAsync(page, 1) - await AtAsync(page, 0);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.WheelAsync(0, -250);
        await page.UntilAsync(
            $"async wide => {{ const {{ range }} = await import('{Scope}'); return range.peek().to - range.peek().from < wide; }}", wide);
        Assert.Equal(before, await AtAsync(page, 0.25), 1.0);

        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + 100, y, new MouseMoveOptions { Steps = 4 });
        await page.Mouse.UpAsync();
        Assert.Equal(before, await AtAsync(page, 0.25 + 100 / (double)box.Width), 1000.0);

        await page.Locator("button:text-is('All')").ClickAsync();
        await page.Keyboard.DownAsync("Shift");
        await page.Mouse.MoveAsync(box.X + 2, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width - 2, y, new MouseMoveOptions { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.Keyboard.UpAsync("Shift");
        await Assertions.Expect(page.Locator(".measured")).ToContainTextAsync("8 edges (▲4 ▼4)");
        await page.Mouse.ClickAsync(x, y);
        double caret = await page.EvaluateAsync<double>($"async () => (await import('{Scope}')).caret.peek()");
        Assert.Equal(await AtAsync(page, 0.25), caret, 1.0);
    }

    [Fact(DisplayName =
        "A line of another host says how well the instants of its edges are known, by its name and where it is measured (LK-13, IF-5.2)")]
    public async Task OtherHost()
    {
        int portA = Ports.Free(), portB = Ports.Free();
        using var folder = new RigFolder($$"""
            hub: { sockets: SOCKETS, rehearse: false }
            rig: { name: rig7, host: bench-a, listen: 127.0.0.1:{{portA}} }
            hubs: { bench-b: { at: 127.0.0.1:{{portB}} } }
            chips: { bench: { driver: sim, lines: [IGN], share: all } }
            """);
        await using var owner = await RunningHub.StartAsync(folder.Config);
        await using var hub = await PageHub.StartAsync($$"""
            hub: { sockets: SOCKETS, rehearse: false }
            rig: { name: rig7, host: bench-b, listen: 127.0.0.1:{{portB}} }
            hubs: { bench-a: { at: 127.0.0.1:{{portA}} } }
            chips: { front: { driver: remote, hub: bench-a, chip: bench, lines: [IGN] }, own: { driver: sim, lines: [HORN] } }
            """);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "analyser");

        await Assertions.Expect(page.Locator(".nets .name:text-is('front/IGN')"))
            .ToHaveAttributeAsync("title", new Regex("^front/IGN\nedges of bench-a, ± [0-9.]+ ms$"));
        await Assertions.Expect(page.Locator(".nets .name:text-is('own/HORN')")).ToHaveAttributeAsync("title", "own/HORN");
        await page.EvaluateAsync($$"""
            async () => {
              const scope = await import('{{Scope}}'), { from, to } = scope.range.peek();
              scope.a.value = from;
              scope.b.value = to;
            }
            """);
        await Assertions.Expect(page.Locator(".measured")).ToContainTextAsync("edges of bench-a, ± ");
    }

    [Fact(DisplayName = "The picture has a rising line where the level rises, and nothing high where it is low (IF-5.2)")]
    public async Task Pixels()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "analyser?line=bench/IGN");
        await hub.CliAsync("pulse", "bench/IGN", "20ms");
        await page.UntilAsync("async () => (await import('/web/state.js')).store.nets.get('bench/IGN').edges.count === 2");
        await page.EvaluateAsync($$"""
            async () => {
              const scope = await import('{{Scope}}'), { edges } = (await import('/web/state.js')).store.nets.get('bench/IGN');
              const [begin, end] = [edges.timeAt(0), edges.timeAt(1)], wide = end - begin;      // however late the hub's timers are
              scope.look({ from: begin - wide, to: end + wide });
            }
            """);
        await page.SettledAsync();
        string high = await page.EvaluateAsync<string>("""
            () => {
              const canvas = document.querySelectorAll('wave-view canvas')[1], { width } = canvas;
              const { data } = canvas.getContext('2d').getImageData(0, 10, width, 1), ground = data.slice(0, 3).join();
              return [0.1, 0.3, 0.34, 0.5, 0.66, 0.7, 0.9].map(part => {
                const at = 4 * Math.round(part * width);
                return data.slice(at, at + 3).join() === ground ? '_' : 'H';
              }).join('');
            }
            """);

        Assert.Equal("__HHH__", high);
    }

    [Fact(DisplayName = "A link opens the same nets, time and cursors, and a single trigger stops with its event in sight (IF-5.2)")]
    public async Task Links()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        string link = await hub.WebAsync();
        var page = await hub.OpenAsync(browser, "analyser?line=bench/WAKE&line=bench/IGN", link);
        await page.Locator("button:text-is('Single')").ClickAsync();
        await page.Locator(".trigger select[aria-label=line]").WaitForAsync();
        await hub.CliAsync("set", "bench/WAKE=1");
        await Assertions.Expect(page.Locator(".trigger [role=status]")).ToHaveTextAsync("◉ fired");
        await Assertions.Expect(page.Locator(".analyser [aria-pressed]").First).ToHaveTextAsync("▶ Follow");
        await page.Locator("wave-view").FocusAsync();
        await page.Keyboard.PressAsync("[");
        string same = await page.EvaluateAsync<string>($"async () => (await import('{Scope}')).link()");

        var other = await hub.OpenAsync(browser, same.Replace("#/", "", StringComparison.Ordinal), link);
        Assert.Equal(same, await other.EvaluateAsync<string>($"async () => (await import('{Scope}')).link()"));
        Assert.Equal(["bench/WAKE", "bench/IGN"], await other.Locator(".nets .name").AllInnerTextsAsync());
    }

    /// <summary>The instant at a part of the picture's width.</summary>
    private static Task<double> AtAsync(IPage page, double part) => page.EvaluateAsync<double>(
        $"async part => {{ const {{ from, to }} = (await import('{Scope}')).range.peek(); return from + part * (to - from); }}", part);
}
