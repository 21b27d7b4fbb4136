using Microsoft.Playwright;

namespace GpioHub.Web.Tests.Support;

/// <summary>The views of the page, and the way to one.</summary>
internal static class Pages
{
    public static readonly string[] Views = ["rig", "analyser", "guests", "faults", "log", "config"];

    /// <summary>Goes to a view, and waits until it is drawn.</summary>
    public static async Task ViewAsync(this IPage page, string view)
    {
        await page.EvaluateAsync("view => { location.hash = `#/${view}`; }", view);
        await page.Locator($"main.{view.Split('?', '/')[0]}").WaitForAsync();
        if (view == "config") await page.UntilAsync("() => document.getElementById('editor').value.length > 0");
        await SettledAsync(page);
    }

    /// <summary>Waits until an asynchronous function says true; it is asked each time that the browser draws.</summary>
    public static Task UntilAsync(this IPage page, string test, object? argument = null) => page.EvaluateAsync($$"""
        async argument => {
          const test = {{test}}, began = performance.now();
          while (!await test(argument)) {
            if (performance.now() - began > 60000) throw new Error(`still not: ${test}`);      // there only to name what hangs
            await new Promise(requestAnimationFrame);
          }
        }
        """, argument);

    /// <summary>Waits until the browser has drawn what it knows, twice: a canvas draws a frame later than its page.</summary>
    public static Task SettledAsync(this IPage page) =>
        page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
}
