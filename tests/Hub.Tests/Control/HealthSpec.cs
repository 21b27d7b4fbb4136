using GpioHub.Actors.Contract;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>Whether the hub lives, and whether its rig can be used (IF-3.22).</summary>
public sealed class HealthSpec
{
    [Fact(DisplayName = "A hub is well while every reactor comes round, and says which one does not (IF-3.22)")]
    public async Task Health()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Rounds = [TimeSpan.FromMilliseconds(0.5), TimeSpan.FromMilliseconds(2.25)];
        var well = await hub.CurlAsync(false, "/healthz");
        Assert.Equal((200, "well\nevery reactor comes round, the slowest within 2.25 ms\n"), (well.Status, well.Body));
        Assert.Equal("text/plain; charset=utf-8", well.Headers["Content-Type"]);

        hub.Hub.Rounds = [TimeSpan.Zero, null];
        foreach (var (path, word) in ((string, string)[])[("/healthz", "not well"), ("/readyz", "not ready")])
        {
            var bad = await hub.CurlAsync(false, path);
            Assert.Equal(503, bad.Status);
            Assert.StartsWith($"{word}\nreactor 1 has not come round within 1 s\n", bad.Body, StringComparison.Ordinal);
        }
    }

    [Theory(DisplayName = "A rig is ready when every chip is up or known to be absent, and the reason is told in both cases (IF-3.22)")]
    [InlineData(ChipState.Up, 200, "ready\n")]
    [InlineData(ChipState.Absent, 200, "ready\nchip doors is absent: gone\n")]
    [InlineData(ChipState.Opening, 503, "not ready\nchip doors is being opened: gone\n")]
    [InlineData(ChipState.Failing, 503, "not ready\nchip doors is failing: gone\n")]
    public async Task Chips(ChipState state, int status, string body)
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Counted = hub.Hub.Counted with { Chips = [new ChipCounts("doors", state, "gone", 0, 0, 0, 0, 0, [])] };
        var answer = await hub.CurlAsync(false, "/readyz");
        Assert.Equal((status, body), (answer.Status, answer.Body));
        Assert.Equal(200, (await hub.CurlAsync(false, "/healthz")).Status);
    }

    [Fact(DisplayName = "A rig whose guests nobody can reach is not ready (IF-3.22)")]
    public async Task Unreachable()
    {
        await using var hub = await TestHub.StartAsync();
        var guest = new GuestCounts("ivi", GuestState.Waiting, 0, 0, 0, [0, 0], 0, 0, 0, 0, 0, 0, [], 0);
        hub.Hub.Counted = hub.Hub.Counted with { Guests = [guest with { SocketProblem = "somebody removed it" }] };
        var answer = await hub.CurlAsync(false, "/readyz");
        Assert.Equal((503, "not ready\nguest ivi: somebody removed it\n"), (answer.Status, answer.Body));
    }

    [Fact(DisplayName = "While a socket of the control API is gone and cannot be made again, the other one says so (IF-3.22)")]
    public async Task ControlSocketGone()
    {
        using var rig = new RigFolder("""
            hub: { sockets: SOCKETS }
            chips: { bench: { driver: sim, lines: [IGN] } }
            guests: {}
            """);
        await using var run = await RunningHub.StartAsync(rig.Config);
        string control = Path.Combine(rig.Sockets, "control.sock"), view = Path.Combine(rig.Sockets, "view.sock");
        Assert.Equal((200, "ready\n"), await ReadyAsync(control));

        File.Delete(view);
        Directory.CreateDirectory(view);                                   // in the way
        (int Status, string Body) answer;
        do answer = await ReadyAsync(control);
        while (answer.Status == 200);
        Assert.Equal(503, answer.Status);
        Assert.StartsWith($"not ready\n{view} cannot be made again: ", answer.Body, StringComparison.Ordinal);

        Directory.Delete(view);
        do answer = await ReadyAsync(control);
        while (answer.Status == 503);
        Assert.Equal((200, "ready\n"), await ReadyAsync(view));
    }

    private static async Task<(int Status, string Body)> ReadyAsync(string socket)
    {
        var answer = await Curl.RunAsync("--unix-socket", socket, "http://hub/readyz");
        return (answer.Status, answer.Body);
    }
}
