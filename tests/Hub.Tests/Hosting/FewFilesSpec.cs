using System.Diagnostics;
using System.Net.Sockets;
using GpioHub.Actors.Descriptors;
using GpioHub.Configuration;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Hub.Hosting;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The program with few descriptors: it says so, serves whom it can, keeps the control socket, and ends in order.</summary>
public sealed class FewFilesSpec
{
    private readonly int _port = Ports.Free();

    [Theory(DisplayName = "With too few descriptors to start, the program says how many it has and needs, and ends with 1")]
    [InlineData(64, "run", DescriptorBudget.Least)]
    [InlineData(100, "run", DescriptorBudget.Least)]
    [InlineData(128, "run", DescriptorBudget.Least)]
    [InlineData(200, "run", DescriptorBudget.Least)]
    [InlineData(64, "check", 128)]
    [InlineData(100, "check", 128)]
    public async Task TooFew(int limit, string verb, int least)
    {
        using var rig = Rig(guests: 1);
        var result = await GpioHubProcess.RunAsync(With(limit), verb, rig.Config);
        Assert.Equal(
            new CliResult(1, "", $"gpiohub: this process may open {limit} files, and needs {least} at least; raise ulimit -Hn, or " +
                "LimitNOFILE= of its unit\n"),
            result);
        Assert.False(Directory.Exists(rig.Sockets));
    }

    [Fact(DisplayName = "With too few descriptors for one guest of a rig, the hub does not start, and says what they are needed for")]
    public async Task NoGuest()
    {
        using var rig = Rig(guests: 100);
        var result = await GpioHubProcess.RunAsync(With(256), "run", rig.Config);
        Assert.Equal(1, result.Code);
        Assert.Equal("gpiohub: no guest could be served: this process may open 256 files, and the rig needs 2038: 206 for the program, " +
            "18 for each of 100 guests, 32 for clients and messages; raise ulimit -Hn, or LimitNOFILE= of its unit\n", result.Error);
    }

    [Theory(DisplayName = "With fewer descriptors than the rig needs: a warning at the start, as many guests as it says, the control " +
        "socket answers all the time, a guest that leaves makes room, SIGTERM ends it with 0")]
    [InlineData(270, 10, 1)]
    [InlineData(400, 40, 7)]
    [InlineData(512, 60, 12)]
    [InlineData(1024, 150, 37)]
    public async Task Few(int limit, int guests, int served)
    {
        using var rig = Rig(guests);
        using var process = GpioHubProcess.Start(With(limit), "run", rig.Config);
        var log = new List<string>();
        var reading = ReadAsync(process, log);
        var frontEnds = new Dictionary<int, VhostUserFrontEnd>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                // The banner.
            }

            for (int guest = 0; guest < guests && TryConnect(rig, guest) is { } frontEnd; guest++) frontEnds[guest] = frontEnd;
            Assert.InRange(frontEnds.Count, served, guests - 1);
            int refused = frontEnds.Count;
            string control = Path.Combine(rig.Sockets, "control.sock");
            var info = await Cli.RunAsync(["--hub", control, "info"]);
            Assert.Equal((0, ""), (info.Code, info.Error));
            Assert.Equal(0, (await Cli.RunAsync(["--hub", control, "reload"])).Code);
            Assert.Equal(8, frontEnds[0].GetConfig(0, 8).Length);
            frontEnds.Remove(0, out var leaving);
            leaving!.Dispose();

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            VhostUserFrontEnd? again;
            while ((again = TryConnect(rig, refused)) is null) patience.Token.ThrowIfCancellationRequested();
            frontEnds[refused] = again;
        }
        finally
        {
            foreach (var frontEnd in frontEnds.Values) frontEnd.Dispose();
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync();
        }

        await reading;
        Assert.Equal(0, process.ExitCode);
        Assert.Contains(log, line =>
            line.StartsWith($"warn hub: this process may open {limit} files, and the rig needs ", StringComparison.Ordinal)
            && line.EndsWith($"Until then {served} of {guests} guests can be connected at a time", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains(": a front-end was turned away: ", StringComparison.Ordinal)
            && line.Contains($" the {limit} files that this process may open", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.Contains("xception", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "Where no thread is to be had, the hub says so in one line, and ends with 1")]
    public async Task NoThread()
    {
        using var rig = Rig(guests: 1);
        var result = await Cli.RunAsync(["run", rig.Config], [],
            () => throw new TypeInitializationException("SocketAsyncEngine", new InsufficientMemoryException()));
        Assert.Equal(
            new CliResult(1, "", "gpiohub: no thread or no memory is to be had here; raise ulimit -u and ulimit -v, or TasksMax= and " +
                "MemoryMax= of its unit\n"),
            result);
    }

    [Fact(DisplayName = "A rig's budget is a sum over its guests and its physical lines")]
    public void Budget()
    {
        var budget = new DescriptorBudget(Guests: 24, ChipFiles: 18);
        Assert.Equal((206 + 32 + 18 + 24, 206 + 32 + 18 + (24 * 18)), (budget.Start, budget.Whole));
        Assert.Equal([0, 0, 1, 23, 24, 24], new[] { 0, 296, 297, 687, 688, 4096 }.Select(budget.Served));
        Assert.Equal([16, 16, 16, 66], new[] { 64, 688, 689, 788 }.Select(budget.Clients));
        Assert.Null(StartGuard.WhyNot(runs: true, DescriptorBudget.Least));
        Assert.NotNull(StartGuard.WhyNot(runs: true, DescriptorBudget.Least - 1));
    }

    [Fact(DisplayName = "A rig's budget has room for its links: for each other hub, and for those who knock (LK-17)")]
    public async Task Links()
    {
        using var rig = new RigFolder($$"""
            hub: { sockets: SOCKETS, rehearse: false }
            rig: { name: rig7, host: a, listen: 127.0.0.1:{{_port}} }
            hubs: { "b-{1..3}": { at: "127.0.0.{n}:9" } }
            chips: { bench: { driver: sim, lines: 1 } }
            guests: { "g{0..1}": { lines: [{ from: bench/0 }] } }
            """);
        var budget = DescriptorBudget.Of(ConfigurationLoader.Load(rig.Config).Plan!);
        Assert.Equal(2 + 64 + 36 + (3 * 8), budget.LinkFiles);
        Assert.Contains($"{budget.LinkFiles} for links to other hosts", budget.Against(1), StringComparison.Ordinal);

        using var process = GpioHubProcess.Start(With(budget.Whole), "run", "--no-keep", rig.Config);
        _ = process.StandardError.ReadToEndAsync();
        var knocking = new List<TcpClient>();
        var frontEnds = new List<VhostUserFrontEnd>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                // The banner.
            }

            for (int i = 0; i < 200; i++) knocking.Add(new TcpClient("127.0.0.1", _port));
            for (int guest = 0; guest < 2; guest++)
            {
                // Those who are too many have their descriptor until they are closed: a moment.
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                VhostUserFrontEnd? frontEnd;
                while ((frontEnd = TryConnect(rig, guest)) is null) patience.Token.ThrowIfCancellationRequested();
                frontEnds.Add(frontEnd);
                Assert.Equal(8, frontEnd.GetConfig(0, 8).Length);
            }

            Assert.Equal(0, (await Cli.RunAsync(["--hub", Path.Combine(rig.Sockets, "control.sock"), "info"])).Code);
        }
        finally
        {
            foreach (var each in frontEnds) each.Dispose();
            foreach (var each in knocking) each.Dispose();
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync();
        }

        Assert.Equal(0, process.ExitCode);
    }

    private static string[] With(int limit) => ["/bin/sh", "-c", $"ulimit -n {limit}; exec \"$@\"", "sh"];

    private static RigFolder Rig(int guests) => new($$"""
        hub: { sockets: SOCKETS }
        chips: { bench: { driver: sim, lines: 1 } }
        guests: { "g{0..{{guests - 1}}}": { lines: [{ from: bench/0 }] } }
        """);

    private static VhostUserFrontEnd? TryConnect(RigFolder rig, int guest)
    {
        try
        {
            var frontEnd = VhostUserFrontEnd.Connect(Path.Combine(rig.Sockets, $"g{guest}.sock"));
            frontEnd.Start();
            return frontEnd;
        }
        catch (VhostUserPeerException)
        {
            return null;
        }
    }

    private static async Task ReadAsync(Process process, List<string> log)
    {
        while (await process.StandardError.ReadLineAsync() is { } line) log.Add(line);
    }
}
