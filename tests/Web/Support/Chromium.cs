using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Support;

/// <summary>Debian's chromium, started once for all tests. It is driven by Playwright, and brings no browser of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(60_000);     // there only to name what hangs, as below
        _playwright = await Playwright.CreateAsync();
        // Tests run as root, where chromium's own sandbox cannot.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    /// <summary>A browser of its own: nothing is kept from another's visit.</summary>
    /// <param name="theme">null = light.</param>
    public async Task<IBrowserContext> VisitAsync(ColorScheme? theme = null, int width = 1360, int height = 820)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = theme ?? ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(60_000);      // there only to name what hangs
        return context;
    }
}

/// <summary>The tests that share one browser; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Browsing : ICollectionFixture<Chromium>
{
    public const string Name = "browsing";
}
