using System.Net;
using System.Net.Sockets;
using GpioHub.Web.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>What names, other sites and whoever only looks can do with the page: nothing (IF-3.10, IF-5.1).</summary>
[Collection(Browsing.Name)]
public class HostileSpec(Chromium chromium)
{
    [Fact(DisplayName = "Names of lines are text in every view, whatever they look like, and are asked for by what they are (IF-5.1)")]
    public async Task Names()
    {
        await using var hub = await PageHub.StartAsync(Rigs.OddNames);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser);
        page.Dialog += (_, dialog) => Assert.Fail(dialog.Message);
        foreach (string view in Pages.Views)
        {
            await page.ViewAsync(view);
            Assert.Equal(0, await page.Locator("img").CountAsync());
            if (view is "rig" or "analyser" or "guests")
                Assert.Contains(Rigs.Hostile, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        }

        await page.ViewAsync("rig");
        foreach (string line in (string[])[Rigs.Hostile, "A/B:C", "..", "5%2F", "a b&c=d"])
        {
            await page.GetByTitle($"bench/{line}", new PageGetByTitleOptions { Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator(".panel h2")).ToHaveTextAsync($"bench/{line}");
            await page.Locator(".panel button[role=switch][aria-checked=false]").ClickAsync();
            await page.Locator(".panel button[role=switch][aria-checked=true]").WaitForAsync();
            Assert.Equal("1\n", await hub.CliAsync("get", "--numeric", $"bench/{line}"));
        }
    }

    [Fact(DisplayName = "A page of another site can neither read nor change anything over a forwarded control socket (IF-3.10)")]
    public async Task OtherSite()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        using var tunnel = new Tunnel(new UnixDomainSocketEndPoint(hub.Control));
        await using var site = await SiteAsync();
        await using var browser = await chromium.VisitAsync();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(site.Urls.First());
        string[] results = await page.EvaluateAsync<string[]>(Attack, $"http://localhost:{tunnel.Port}");

        Assert.Equal(["no answer", "no answer", "no answer", "no answer", "no answer", "no image", "no script"], results);
        Assert.Equal("0\n", await hub.CliAsync("get", "--numeric", "bench/IGN"));
        Assert.Equal("", await hub.CliAsync("fault", "list"));
        // In a frame the page does not show: chromium puts its own refusal there.
        Assert.DoesNotContain(page.Frames, frame => frame.Url.Contains($":{tunnel.Port}/", StringComparison.Ordinal) && frame.Name != "");
    }

    [Fact(DisplayName = "Who only looks sees no button that changes something, and is refused if it asks all the same (IF-3.12)")]
    public async Task ViewOnly()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        await hub.CliAsync("fault", "add", "bench/CRASH", "stuck-1", "--ttl", "1m");
        var page = await hub.OpenAsync(browser, link: await hub.WebAsync("--view"));
        await Assertions.Expect(page.Locator(".role")).ToContainTextAsync("view only");
        await page.Locator("button[title='bench/IGN']").ClickAsync();
        await page.Locator(".panel").WaitForAsync();
        foreach (string view in Pages.Views)
        {
            await page.ViewAsync(view);
            foreach (string button in (string[])["End all", "End", "Add", "Pulse", "Let go", "Apply", "Reload the file on disk"])
                Assert.Equal((view, button, 0), (view, button, await page.Locator($"button:text-is('{button}')").CountAsync()));
            Assert.Equal(0, await page.Locator("[role=switch]").CountAsync());
        }

        Assert.Equal("403 read-only", await page.EvaluateAsync<string>("""
            async () => {
              const { ask } = await import('/web/api.js');
              return ask('/v1/lines/bench/IGN/value', { method: 'PUT', body: '1', type: 'text/plain' }).then(() => 'done', e => `${e.status} ${e.code}`);
            }
            """));
    }

    [Fact(DisplayName = "The page asks nobody but the hub that it came from, and keeps its token out of every URL (IF-5.1)")]
    public async Task Requests()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var asked = new List<IRequest>();
        browser.Request += (_, request) => asked.Add(request);
        string link = await hub.WebAsync();
        var page = await hub.OpenAsync(browser, link: link);
        foreach (string view in Pages.Views) await page.ViewAsync(view);

        var host = new Uri(link);
        string token = host.Fragment.Split('=')[1];
        Assert.True(asked.Count > 20);
        Assert.All(asked, request => Assert.Equal(host.Authority, new Uri(request.Url).Authority));
        Assert.DoesNotContain(asked.Skip(1), request => request.Url.Contains(token, StringComparison.Ordinal));
        Assert.DoesNotContain(token, page.Url, StringComparison.Ordinal);
        Assert.Empty(await browser.CookiesAsync());
    }

    [Fact(DisplayName = "Without a token, or with a wrong one, the page shows nothing of the rig and asks for it (IF-5.1)")]
    public async Task TokenForm()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        string[] link = (await hub.WebAsync()).Split("#token=");
        var page = await browser.NewPageAsync();
        foreach (string start in (string[])[link[0], $"{link[0]}#token=0123456789abcdef0123456789abcdef"])
        {
            await page.GotoAsync(start);
            await Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync("This hub asks for a token");
            Assert.DoesNotContain("bench", await page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        }

        await page.Locator("input[name=token]").FillAsync(link[1]);
        await page.Locator("button:text-is('Open')").ClickAsync();
        await page.Locator(".link.live").WaitForAsync();
        await page.Locator("button[title='bench/IGN']").WaitForAsync();
    }

    /// <summary>What a page can try: reading, what needs no permission, a picture, a script.</summary>
    private const string Attack = """
        async hub => {
          const quiet = { mode: 'no-cors', method: 'POST', headers: { 'Content-Type': 'text/plain' } };
          const tried = await Promise.all([
            fetch(`${hub}/v1/hub`), fetch(`${hub}/v1/lines/bench/IGN/value`, { method: 'PUT', body: '1' }),
            fetch(`${hub}/v1/faults`, { ...quiet, body: '{"line":"bench/IGN","kind":"stuck-1"}' }),
            fetch(`${hub}/v1/config/apply`, { ...quiet, body: 'chips: {}' }),
            fetch(`${hub}/v1/lines/bench/IGN/pulse`, { ...quiet, body: '{"times":["1s"]}' }),
          ].map(one => one.then(answer => answer.type, () => 'no answer')));
          const loaded = (tag, word) => new Promise(done => {
            const element = document.createElement(tag);
            [element.onload, element.onerror] = [() => done('loaded'), () => done(`no ${word}`)];
            element.src = tag === 'img' ? `${hub}/web/icon.svg` : `${hub}/web/app.js`;
            document.body.append(element);
          });
          const frame = document.createElement('iframe');
          frame.name = 'inside';
          const framed = new Promise(done => { frame.onload = done; });
          frame.src = `${hub}/`;
          document.body.append(frame);
          await framed;
          return [...tried, await loaded('img', 'image'), await loaded('script', 'script')];
        }
        """;

    /// <summary>A site of its own, on another port.</summary>
    private static async Task<WebApplication> SiteAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var site = builder.Build();
        site.Run(http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<!doctype html><title>a page</title><body>");
        });
        await site.StartAsync();
        return site;
    }
}
