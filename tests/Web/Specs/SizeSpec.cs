using GpioHub.Hub.Web;
using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Web.Tests.Specs;

/// <summary>How much the page is, and how much it makes of a large rig (IF-5.6).</summary>
[Collection(Browsing.Name)]
public class SizeSpec(Chromium chromium, ITestOutputHelper output)
{
    [Fact(DisplayName = "The whole page is at most 120 kB, packed (IF-5.6)")]
    public void Page()
    {
        int size = PageFiles.All.Values.Sum(file => file.Packed.Length);
        output.WriteLine($"{PageFiles.All.Count} files, {size} bytes packed");
        Assert.InRange(size, 20_000, 120_000);
    }

    [Fact(DisplayName = "Of 24 guests with 64 lines each the page makes what is in sight: one column, and a screen of rows (IF-5.6)")]
    public async Task LargeRig()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Large);
        await using var browser = await chromium.VisitAsync();
        string link = await hub.WebAsync();
        var page = await hub.OpenAsync(browser, link: link);
        await page.Locator(".crossbar tbody th").First.WaitForAsync();
        output.WriteLine($"drawn after {await page.EvaluateAsync<double>("performance.now()"):F0} ms");

        Assert.Equal("1514", await page.Locator(".crossbar").GetAttributeAsync("aria-rowcount"));
        Assert.Equal(4, await page.Locator(".crossbar thead th").CountAsync());
        Assert.InRange(await page.Locator(".crossbar tbody th").CountAsync(), 10, 60);
        await Assertions.Expect(page.Locator("tr:has(button[title='bench/IGN']) td").Nth(2)).ToHaveTextAsync("24× ▼ ·");

        await page.Locator("button.fold").ClickAsync();
        Assert.Equal(27, await page.Locator(".crossbar thead th").CountAsync());
        await page.Locator(".crossbar tbody button").First.FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await Assertions.Expect(page.Locator("button[title='io24/L62']")).ToBeVisibleAsync();
        Assert.InRange(await page.Locator(".crossbar tbody th").CountAsync(), 10, 60);
        await page.Locator("input[type=search]").FillAsync("ecu-07:L1");
        await Assertions.Expect(page.Locator(".bar .dim")).ToContainTextAsync("10 of 1 513 nets");
    }
}
