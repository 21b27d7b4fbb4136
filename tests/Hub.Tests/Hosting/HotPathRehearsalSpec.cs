using System.Diagnostics;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Hub.Hosting.HotPath;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The rehearsal before the first guest: it is one of the whole hot path, nothing is left of it, and it harms no start.</summary>
public sealed class HotPathRehearsalSpec : IDisposable
{
    private readonly RigFolder _rig = new("");

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "Each round of a rehearsal has every request answered, and every second one an interrupt of each armed line")]
    public void Rounds()
    {
        using var rig = PrivateRig.Start(Polling.Off, recorded: true);
        var play = new Play(rig);
        var (requests, events) = (rig.Watch.FrontEnd.Rings[0], rig.Watch.FrontEnd.Rings[1]);
        const int Armed = PrivateRig.Lines - 1;

        for (int round = 0; round < 4; round++)
        {
            play.Round();
            Assert.Equal(Armed * (round / 2 + 1), events.UsedIndex);
            Assert.Equal(requests.AvailIndex, requests.UsedIndex);
        }

        Assert.Null(rig.Fault);
    }

    [Fact(DisplayName = "One guest of a rehearsal has packed rings, the other split ones, and each asks one at a time and many at once")]
    public void BothFormats()
    {
        using var rig = PrivateRig.Start(Polling.Off, recorded: true);
        var play = new Play(rig);
        var rings = new[] { rig.Drive, rig.Watch }.Select(guest => guest.FrontEnd.Rings[0]).ToArray();
        Assert.Equal([true, false], rings.Select(ring => ring.Packed));

        foreach (int round in (int[])[0, 1])
        {
            int[] before = [.. rings.Select(ring => (int)ring.UsedIndex)];
            play.Round();
            Assert.All(rings, ring => Assert.Equal(ring.AvailIndex, ring.UsedIndex));
            int packed = (rings[0].UsedIndex - before[0]) & 0x7FFF, split = rings[1].UsedIndex - before[1];
            Assert.Equal(round == 0 ? PrivateRig.Lines : 64 + 8, packed);
            Assert.InRange(split, 64 + 8, 64 + 8 + 3);
        }
    }

    [Fact(DisplayName = "A rehearsal that is ended early, as by a SIGTERM, ends its guests and closes what they have open")]
    public async Task EndedEarly()
    {
        PrivateRig? rig = null;
        var rehearsal = HotPathRehearsal.Begin(() => rig = PrivateRig.Start(Polling.Off, recorded: true), NullLogger.Instance);
        await rehearsal.DisposeAsync();

        Assert.True(rehearsal.Over.IsCompletedSuccessfully);
        Assert.True(rig!.HasEnded);
        foreach (var guest in new[] { rig.Drive, rig.Watch })
            foreach (var ring in guest.FrontEnd.Rings) Assert.True(ring.Kick.IsClosed);
    }

    [Fact(DisplayName = "All sockets listen before the rehearsal begins; one that fails is one warning, and the hub comes up all the same")]
    public async Task Fails()
    {
        Write(rehearse: true);
        using WatchedWriter output = new(), log = new();
        using var interrupt = new CancellationTokenSource();
        string answer = "";
        PrivateRig Stage(Polling polling, bool recorded)
        {
            using var guest = VhostUserFrontEnd.Connect(Path.Combine(_rig.Sockets, "ivi.sock"));
            answer = Cli.RunAsync("--hub", Path.Combine(_rig.Sockets, "control.sock"), "get", "--numeric", "ivi:IGN").Result.Out;
            throw new IOException("no room for a rehearsal");
        }

        var run = Cli.WatchAsync(["run", _rig.Config], output, log, () => new RigRuntime { RehearsalStage = Stage }, interrupt.Token);
        await output.SeenAsync("Ctrl-C ends.\n");
        await log.SeenAsync("no room for a rehearsal");
        await interrupt.CancelAsync();
        var (code, error) = await run;

        Assert.Equal((0, "0\n"), (code, answer));
        Assert.Single(error.Split('\n'), line => line.StartsWith("warn ", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "rehearse: false leaves the rehearsal out")]
    public async Task LeftOut()
    {
        Write(rehearse: false);
        using WatchedWriter output = new(), log = new();
        using var interrupt = new CancellationTokenSource();
        bool begun = false;
        PrivateRig Stage(Polling polling, bool recorded)
        {
            begun = true;
            throw new IOException("a rehearsal that nobody wants");
        }

        var run = Cli.WatchAsync(["run", _rig.Config], output, log, () => new RigRuntime { RehearsalStage = Stage }, interrupt.Token);
        await output.SeenAsync("Ctrl-C ends.\n");
        await interrupt.CancelAsync();

        Assert.Equal(0, (await run).Code);
        Assert.False(begun);
    }

    [Fact(DisplayName =
        "A hub that has rehearsed has the descriptors, threads, guests and log of one that has not")]
    public async Task NothingLeft()
    {
        var rehearsed = await StateAsync(rehearses: true);
        var plain = await StateAsync(rehearses: false);

        Assert.Equal(plain.Descriptors, rehearsed.Descriptors);
        Assert.Equal(plain.Threads, rehearsed.Threads);
        Assert.Equal(plain.Guests, rehearsed.Guests);
        Assert.Equal(plain.Log, rehearsed.Log);
    }

    private void Write(bool rehearse) => File.WriteAllText(_rig.Config, $$"""
        hub: { sockets: {{_rig.Sockets}}, rehearse: {{(rehearse ? "true" : "false")}} }
        chips:
          bench: { driver: sim, lines: [IGN] }
        guests:
          ivi: { lines: [{ name: IGN, from: bench/IGN }] }
        """);

    /// <summary>The program's state in a process of its own, when it is up and its rehearsal, if there is one, is over.</summary>
    private async Task<(string[] Descriptors, string[] Threads, string Guests, string Log)> StateAsync(bool rehearses)
    {
        Write(rehearses);
        using var hub = GpioHubProcess.Start([], "run", "--no-keep", "--verbose", _rig.Config);
        var log = new List<string>();
        while (rehearses && await hub.StandardError.ReadLineAsync() is { } line && !line.Contains("rehearsed", StringComparison.Ordinal))
            log.Add(line);
        var rest = hub.StandardError.ReadToEndAsync();
        while (await hub.StandardOutput.ReadLineAsync() is { } line && line != "Ctrl-C ends.")
        {
            // The banner.
        }

        string guests = (await Cli.RunAsync("--hub", Path.Combine(_rig.Sockets, "control.sock"), "--json", "info", "ivi")).Out;
        var (descriptors, threads) = (Descriptors(hub.Id), Threads(hub.Id));
        using var kill = Process.Start("kill", ["-TERM", $"{hub.Id}"]);
        await hub.WaitForExitAsync();
        return (descriptors, threads, guests, string.Join('\n', [.. log, await rest]));
    }

    /// <summary>Kinds of what is open, such as <c>socket</c>, without numbers; without the code that the runtime has loaded.</summary>
    private static string[] Descriptors(int process) =>
    [
        .. Directory.GetFiles($"/proc/{process}/fd").Select(path => (new FileInfo(path).LinkTarget ?? "gone").Split(":[")[0])
            .Where(target => !target.EndsWith(".dll", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Names of the hub's own threads. The runtime's come and go, and the one for slow releases begins with the first guest that
    /// ends, whoever's it is.</summary>
    private static string[] Threads(int process) =>
    [
        .. Directory.GetDirectories($"/proc/{process}/task").Select(Name)
            .Where(name => name != "release" && !name.StartsWith(".NET", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private static string Name(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return ".NET";     // it has just ended
        }
    }
}
