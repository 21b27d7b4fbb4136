using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using GpioHub.Hub.Tests.Support;
using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>What the page says of the hub's processes: which one serves, and who goes on if it ends (IF-5.7).</summary>
[Collection(Browsing.Name)]
public class SuccessionSpec(Chromium chromium)
{
    [Fact(DisplayName = "An open page says the standby, then its takeover, how the one before ended and how long nobody served (IF-5.7)")]
    public async Task TakesOver()
    {
        await using var hub = await PageHub.StartKeptAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        int first = hub.Kept!.Children[0];
        var page = await hub.OpenAsync(browser);
        var (head, card) = (page.Locator("header .succession"), page.GetByRole(AriaRole.Region, new() { Name = "Hub" }));
        await Assertions.Expect(head).ToHaveTextAsync("epoch 1 · standby ready");
        await Assertions.Expect(card).ToContainTextAsync("keeper up: it has ");

        await KeptHub.SignalAsync(first, "KILL");

        await Assertions.Expect(page.Locator(".notices")).ToContainTextAsync("Another process has taken over the hub (epoch 2)");
        await Assertions.Expect(head).ToContainTextAsync("epoch 2 · ");
        await Assertions.Expect(card).ToContainTextAsync(" ago; the one before ended by signal 9");
        await Assertions.Expect(card).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"nobody served for [0-9.]+ m?s"));
        await Assertions.Expect(head).ToHaveTextAsync("epoch 2 · standby ready");
        await page.ViewAsync("log");
        await Assertions.Expect(page.Locator("tr.gap td").Nth(2)).ToHaveTextAsync("↻ takeover");
    }

    [Fact(DisplayName = "Without a keeper the page says what the end of the process means (IF-5.7)")]
    public async Task NotKept()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser);
        await Assertions.Expect(page.Locator("header .succession")).ToHaveTextAsync("epoch 1 · no keeper");
        await Assertions.Expect(page.Locator(".cards p.bad"))
            .ToHaveTextAsync("▲ no keeper: if this process ends, guests lose their lines");
    }

    [Theory(DisplayName = "A guest that rests is a trouble with its reason, and axe finds nothing in what is said of it (IF-5.4, IF-5.7)")]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Rests(ColorScheme theme)
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync(theme);
        await hub.GuestAsync("ivi", "IGN");
        await browser.RouteAsync("**/v1/hub", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new RouteFulfillOptions { Response = answer, Body = Crashed((await answer.TextAsync())!) });
        });
        var page = await hub.OpenAsync(browser);

        await Assertions.Expect(page.Locator(".cards .bad:has(a)")).ToHaveTextAsync("▲ ivi: requestq rests: the hub has crashed 3 times");
        await Assertions.Expect(page.Locator("header .succession")).ToHaveTextAsync("epoch 4 · standby warming");
        var found = await page.RunAxe();
        Assert.NotEmpty(found.Passes);
        Assert.Empty(found.Violations.Where(one => one.Impact is "serious" or "critical").Select(one => one.Help));
        await page.Locator(".cards .bad a").ClickAsync();
        await Assertions.Expect(page.Locator("article > p.bad")).ToHaveTextAsync("▲ requestq rests: the hub has crashed 3 times");
    }

    /// <summary>The hub's document as it is behind three crashes over what a guest asked.</summary>
    private static string Crashed(string text)
    {
        var document = JsonNode.Parse(text)!;
        var succession = document["succession"]!;
        (succession["epoch"], succession["keeper"], succession["standby"], succession["kept"]) = (4, "systemd", "starting", 31);
        (succession["lastGapMs"], succession["ended"]) = (18.2, "signal 11");
        var ring = document["guests"]!.AsArray().Single(guest => (string)guest!["id"]! == "ivi")!["rings"]![0]!;
        (ring["state"], ring["reason"]) = ("broken", "the hub has crashed 3 times");
        return document.ToJsonString();
    }
}
