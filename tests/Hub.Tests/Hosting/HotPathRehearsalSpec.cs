using System.Diagnostics;
using System.Text.RegularExpressions;
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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

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
        using RigFolder one = new(Text(rehearse: true)), other = new(Text(rehearse: false));
        using var rehearsed = await Standing.StartAsync(one, rehearses: true);
        using var plain = await Standing.StartAsync(other, rehearses: false);

        Assert.Equal(plain.Guests, rehearsed.Guests);
        // Connections of the question above, and threads that have said their last word, are about to end. What is left does not end.
        for (long since = Stopwatch.GetTimestamp(); !rehearsed.Looks(plain) && Stopwatch.GetElapsedTime(since) < Patience;)
            await Task.Delay(20);
        Assert.Equal(plain.Descriptors, rehearsed.Descriptors);
        Assert.Equal(plain.Threads, rehearsed.Threads);
        Assert.Equal(await plain.EndAsync(), await rehearsed.EndAsync());
    }

    private void Write(bool rehearse) =>
        File.WriteAllText(_rig.Config, Text(rehearse).Replace("SOCKETS", _rig.Sockets, StringComparison.Ordinal));

    private static string Text(bool rehearse) => $$"""
        hub: { sockets: SOCKETS, rehearse: {{(rehearse ? "true" : "false")}} }
        chips:
          bench: { driver: sim, lines: [IGN] }
        guests:
          ivi: { lines: [{ name: IGN, from: bench/IGN }] }
        """;

    /// <summary>The program in a process of its own, up, and its rehearsal over, if it has one.</summary>
    private sealed class Standing : IDisposable
    {
        private readonly RigFolder _rig;
        private readonly Process _hub;
        private readonly Task<string> _rest;
        private readonly List<string> _log = [];

        private Standing(RigFolder rig, Process hub, List<string> log) =>
            (_rig, _hub, _log, _rest) = (rig, hub, log, hub.StandardError.ReadToEndAsync());

        public string Guests { get; private set; } = "";

        /// <summary>Kinds of what is open, such as <c>socket</c>, without numbers; without the code that the runtime has loaded.</summary>
        public string[] Descriptors =>
        [
            .. Directory.GetFiles($"/proc/{_hub.Id}/fd").Select(path => (new FileInfo(path).LinkTarget ?? "gone").Split(":[")[0])
                .Where(target => !target.EndsWith(".dll", StringComparison.Ordinal)).Select(Plain).Order(StringComparer.Ordinal),
        ];

        /// <summary>Names of the hub's own threads. The runtime's come and go, and the one for slow releases begins with the first guest
        /// that ends, whoever's it is.</summary>
        public string[] Threads =>
        [
            .. Directory.GetDirectories($"/proc/{_hub.Id}/task").Select(Name)
                .Where(name => name != "release" && !name.StartsWith(".NET", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];

        public static async Task<Standing> StartAsync(RigFolder rig, bool rehearses)
        {
            var hub = GpioHubProcess.Start([], "run", "--no-keep", "--verbose", rig.Config);
            var log = new List<string>();
            while (rehearses && await hub.StandardError.ReadLineAsync() is { } line
                && !line.Contains("rehearsed", StringComparison.Ordinal))
            {
                log.Add(line);
            }

            var standing = new Standing(rig, hub, log);
            while (await hub.StandardOutput.ReadLineAsync() is { } line && line != "Ctrl-C ends.")
            {
                // The banner.
            }

            string socket = Path.Combine(rig.Sockets, "control.sock");
            standing.Guests = standing.Plain((await Cli.RunAsync("--hub", socket, "info", "ivi", "-o", "json")).Out);
            return standing;
        }

        public bool Looks(Standing other) => Descriptors.SequenceEqual(other.Descriptors) && Threads.SequenceEqual(other.Threads);

        /// <summary>Ends it.</summary>
        /// <returns>Its whole log.</returns>
        public async Task<string> EndAsync()
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_hub.Id}"]);
            await _hub.WaitForExitAsync();
            return Plain(string.Join('\n', [.. _log, await _rest]));
        }

        public void Dispose()
        {
            if (!_hub.HasExited) _hub.Kill();
            _hub.Dispose();
        }

        // Each has a folder of its own, and connections have names.
        private string Plain(string text) =>
            Regex.Replace(text.Replace(_rig.Path, "RIG", StringComparison.Ordinal), "\"0H[A-Z0-9]+\"", "ID");
    }

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
