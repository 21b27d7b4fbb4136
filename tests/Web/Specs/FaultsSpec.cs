using System.Text.Json;
using GpioHub.Rules.Faults;
using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>Faults, levels and pulses from the page (IF-5.2).</summary>
[Collection(Browsing.Name)]
public class FaultsSpec(Chromium chromium)
{
    [Fact(DisplayName = "The form has each kind of fault that there is, and asks for what it takes (IF-3.7)")]
    public async Task Kinds()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "faults");
        using var document = JsonDocument.Parse(await page.EvaluateAsync<string>(
            "async () => JSON.stringify((await import('/web/views/faults.js')).kinds)"));
        var kinds = document.RootElement;

        Assert.Equal(FaultKinds.All.Select(kind => kind.Word).Order(), kinds.EnumerateObject().Select(kind => kind.Name).Order());
        foreach (var kind in FaultKinds.All)
        {
            string[] takes = [.. kinds.GetProperty(kind.Word)[1].EnumerateArray().Select(key => key.GetString()!)];
            string[] wanted = [.. kind.Values.Select(value => value.Name.ToString().ToLowerInvariant()).Where(name => name != "ttl")];
            Assert.Equal(wanted.Order(), takes.Order());
        }
    }

    [Fact(DisplayName = "A fault is added, counts down, and ends; all of them end at once; a refusal is told in the hub's words (IF-5.2)")]
    public async Task AddAndEnd()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "faults");
        await AddAsync(page, "bounce", "bench/IGNN");
        await Assertions.Expect(page.Locator(".notice.bad")).ToContainTextAsync("did you mean bench/IGN?");

        await AddAsync(page, "bounce", "ivi:IGN", ("count", "5"), ("period", "1ms"), ("ttl", "10m"));
        await AddAsync(page, "hang", "bench");
        var rows = page.Locator("table tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.First).ToContainTextAsync("bench/IGN");
        await Assertions.Expect(rows.First).ToContainTextAsync("9 min 5");
        await page.GetByLabel("End f2").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.Locator("button:text-is('End all')").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(0);
        Assert.Equal("", await hub.CliAsync("fault", "list"));
    }

    [Fact(DisplayName = "A level stays until one lets go of it, and a pulse is the hub's (IF-5.2)")]
    public async Task Levels()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "faults");
        await page.Locator("section[aria-labelledby=pulse-title] input[list=lines]").FillAsync("bench/CRASH");
        await page.Locator("[role=switch]").ClickAsync();
        await page.Locator("[role=switch][aria-checked=true]").WaitForAsync();
        await page.Locator("button:text-is('Let go')").ClickAsync();
        await page.Locator("[role=switch][aria-checked=false]").WaitForAsync();
        await page.Locator("input[name=times]").FillAsync("1ms, 2ms");
        await page.Locator("input[name=repeat]").FillAsync("3");
        await page.Locator("form[aria-label='Play a pulse'] button").ClickAsync();
        await page.UntilAsync("async () => (await import('/web/state.js')).store.nets.get('bench/CRASH').edges.count === 8");
    }

    private static async Task AddAsync(IPage page, string kind, string target, params (string Name, string Value)[] values)
    {
        var form = page.Locator("form[aria-label='Add a fault']");
        await form.Locator("select").SelectOptionAsync(kind);
        await form.Locator("input[name=target]").FillAsync(target);
        foreach (var (name, value) in values) await form.Locator($"input[name={name}]").FillAsync(value);
        await form.Locator("button").ClickAsync();
    }
}
