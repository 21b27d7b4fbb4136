using GpioHub.Hub.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Support;

/// <summary>A hub with the real actors, and <c>gpiohub web</c> in front of it, both in this process.</summary>
internal sealed class PageHub : IAsyncDisposable
{
    private readonly RigFolder _folder;
    private readonly IAsyncDisposable _hub;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _ending = [];

    private PageHub(RigFolder folder, IAsyncDisposable hub) => (_folder, _hub) = (folder, hub);

    public string Sockets => _folder.Sockets;

    public string Control => Path.Combine(_folder.Sockets, "control.sock");

    /// <summary>The keeper with its processes; null = the hub is in this process.</summary>
    public KeptHub? Kept => _hub as KeptHub;

    /// <summary>The hub's own file.</summary>
    public string Config => _folder.Config;

    /// <param name="yaml">A rig; <c>SOCKETS</c> in it is the folder of its sockets.</param>
    public static async Task<PageHub> StartAsync(string yaml)
    {
        var folder = new RigFolder(yaml);
        return new PageHub(folder, await RunningHub.StartAsync(folder.Config));
    }

    /// <summary>The same with a hub under a keeper, in processes of their own.</summary>
    public static async Task<PageHub> StartKeptAsync(string yaml)
    {
        var folder = new RigFolder(yaml);
        return new PageHub(folder, await KeptHub.StartAsync(folder.Config));
    }

    /// <summary>Starts <c>gpiohub web</c>.</summary>
    /// <returns>The link that it prints.</returns>
    public async Task<string> WebAsync(params string[] args)
    {
        var output = new WatchedWriter();
        _ending.Add(Cli.WatchAsync(["--hub", Control, "web", "--no-open", .. args], output, cancel: _end.Token));
        await Task.WhenAny(output.SeenAsync("\n"), _ending[^1]);
        Assert.Contains("#token=", output.ToString(), StringComparison.Ordinal);
        return output.ToString().Trim();
    }

    /// <summary>Opens the page and waits until events come.</summary>
    /// <param name="view">Such as <c>rig</c>, or <c>analyser?line=bench/IGN</c>.</param>
    public async Task<IPage> OpenAsync(IBrowserContext browser, string view = "rig", string? link = null)
    {
        link ??= await WebAsync();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(link.Replace("#token=", $"#/{view}{(view.Contains('?', StringComparison.Ordinal) ? "&" : "?")}token=",
            StringComparison.Ordinal));
        await page.Locator(".link.live").WaitForAsync();
        await page.UntilAsync("async () => (await import('/web/state.js')).hub.peek() !== null");
        return page;
    }

    /// <summary>Runs a command line against this hub; it is to succeed.</summary>
    public async Task<string> CliAsync(params string[] args)
    {
        var result = await Cli.RunAsync(["--hub", Control, .. args]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Out;
    }

    /// <summary>Begins to be a guest; returns once its lines are armed.</summary>
    public async Task GuestAsync(string id, params string[] lines)
    {
        var output = new WatchedWriter();
        _ending.Add(Cli.WatchAsync(["guest", Path.Combine(Sockets, $"{id}.sock"), "mon", .. lines], output, cancel: _end.Token));
        await output.SeenAsync($"\"{lines[^1]}\"=");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_ending);
        await _hub.DisposeAsync();
        _end.Dispose();
        _folder.Dispose();
    }
}
