using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>Chips and guests that come and go; those that stay notice nothing (HR-09).</summary>
public class ApplySpec(ITestOutputHelper output) : RigSpec
{
    [Fact(DisplayName = "A guest and a chip that did not change hear not one message while others are re-wired, come and go")]
    public async Task TheUnchangedHearNothing()
    {
        var heard = new MessageCount(paths: true);
        await using var rig = await StartAsync(
            folder =>
            {
                var (bench, other) = (Plans.Sim("bench", "A", "B"), Plans.Sim("other", "A", "B"));
                return Plans.Plan(folder, [bench, other], [Plans.Guest("ivi", folder, bench), Plans.Guest("adas", folder, other)]);
            },
            heard,
            virtualTime: true);                                            // no timer of its own fires
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeBoth);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        var before = rig.Wiring.Guests[0];
        var added = Plans.Guest("new", Path.GetDirectoryName(rig.SocketOf("ivi"))!, Plans.Sim("loom", "X"));
        var plan = rig.With("adas", adas => adas.Wired(0, "other", 1));
        plan = plan with { Chips = plan.Chips.Add(Plans.Sim("loom", "X")), Guests = plan.Guests.Add(added) };
        heard.Take();

        await rig.ApplyAsync(plan);
        string[] inIvi = [.. heard.TakeFor("guest-ivi", "chip-bench")];
        await rig.ApplyAsync(plan with { Chips = plan.Chips.RemoveAt(2), Guests = plan.Guests.RemoveAt(2) });

        Assert.Empty(inIvi);
        Assert.Empty(heard.TakeFor("guest-ivi", "chip-bench"));
        Assert.Same(before, rig.Wiring.Guests[0]);
        Assert.Equal(1, (await rig.UntilAsync(_ => true)).Armed);
    }

    [Fact(DisplayName =
        "A guest that is added can be connected to when the answer is there; one that is removed loses its session and its socket")]
    public async Task GuestsComeAndGo()
    {
        await using var rig = await StartAsync(guests: 1);
        string folder = Path.GetDirectoryName(rig.SocketOf("ivi"))!;
        var added = Plans.Guest("adas", folder, rig.Hub.Plan.Chips[0]);
        Assert.Equal(["adds guest adas (4 lines)"],
            (await rig.ApplyAsync(rig.Hub.Plan with { Guests = rig.Hub.Plan.Guests.Add(added) })).Changes.ToArray());
        await using var adas = await rig.ConnectAsync("adas");
        await adas.DriveAsync(0, true);
        await using var ivi = await rig.ConnectAsync();
        Assert.True(await ivi.GetValueAsync(0));

        var result = await rig.ApplyAsync(rig.Hub.Plan with { Guests = [rig.Hub.Plan.Guests[0]] });

        Assert.Equal(["removes running guest adas"], result.Changes.ToArray());
        await adas.Disconnected;
        Assert.False(File.Exists(added.SocketPath));
        Assert.False(await ivi.GetValueAsync(0));
        await ivi.DriveAsync(0, true);                                     // nobody holds it any more
        Assert.Null(await rig.Hub.GuestAsync("adas", CancellationToken.None));
        Assert.Single((await rig.Hub.SnapshotAsync(CancellationToken.None)).Guests);
    }

    [Fact(DisplayName = "A socket that cannot be bound changes nothing, and says why")]
    public async Task AnImpossibleSocket()
    {
        await using var rig = await StartAsync();
        var plan = rig.Hub.Plan;
        var added = Plans.Guest("adas", "/nowhere/at/all", plan.Chips[0]);
        var result = await rig.Hub.ApplyAsync(plan with { Guests = plan.Guests.Add(added), Chips = plan.Chips.Add(Plans.Sim("loom", "X")) },
            null, CancellationToken.None);
        Assert.Equal(ApplyStatus.RolledBack, result.Status);
        Assert.Contains("/nowhere/at/all/adas.sock", result.Detail, StringComparison.Ordinal);
        Assert.Same(plan, rig.Hub.Plan);
        Assert.Single((await rig.Hub.SnapshotAsync(CancellationToken.None)).Chips);
    }

    [Fact(DisplayName =
        "Sockets that are not made within 5 s change nothing; made late, they are given back, and the same plan can be applied")]
    public async Task ASlowSocket()
    {
        using var gate = new SemaphoreSlim(0);
        using var entered = new SemaphoreSlim(0);
        GuestPlan? added = null;
        await using var rig = await LiveRig.StartAsync(folder =>
        {
            var bench = Plans.Sim("bench", "A");
            added = Plans.Guest("adas", folder, bench);
            return Plans.Plan(folder, [bench], []);
        }, virtualTime: true, beforeBinding: () =>
        {
            entered.Release();
            gate.Wait();
        });
        var plan = rig.Hub.Plan with { Guests = [added!] };
        var first = rig.Hub.ApplyAsync(plan, null, CancellationToken.None);
        await entered.WaitAsync();
        await rig.Hub.ChipAsync("bench", CancellationToken.None);
        rig.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((ApplyStatus.RolledBack, "the guests' sockets were not made within 5 s"),
            ((await first).Status, (await first).Detail));
        gate.Release(1000);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await rig.Hub.ApplyAsync(plan, null, patience.Token)).Status != ApplyStatus.Applied)    // until the late one has gone
            patience.Token.ThrowIfCancellationRequested();
        await using var guest = await rig.ConnectAsync("adas");
        Assert.False(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "A waiting guest's socket moves at once; a connected one's stays until the file is applied while it is not")]
    public async Task SocketsMove()
    {
        await using var rig = await StartAsync();
        string old = rig.SocketOf("ivi");
        string moved = Path.Combine(Path.GetDirectoryName(old)!, "other.sock");
        await using (await rig.ConnectAsync())
        {
            var refused = await rig.ChangeAsync("ivi", ivi => ivi with { SocketPath = moved });
            Assert.Equal([$"guest ivi is connected at {old}; its socket changes when the file is applied while it is not"],
                refused.Refused.ToArray());
        }

        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        var result = await rig.ChangeAsync("ivi", ivi => ivi with { SocketPath = moved });
        Assert.Equal([$"ivi: socket {old} to {moved}"], result.Changes.ToArray());
        Assert.False(File.Exists(old));
        await using var guest = await rig.ConnectAsync();
        Assert.False(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "Lines of a simulated chip come and go at its end, and their settings change, without a word to the other lines")]
    public async Task ChipLines()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await rig.SetAsync(1, true);
        var plan = rig.Hub.Plan;
        var bench = plan.Chips[0];
        var more = bench with
        {
            Lines = bench.Lines.Add(Plans.Line(4, "E"))
                .SetItem(0, bench.Lines[0] with { Bias = Bias.PullUp, Control = ControlAccess.Read }),
        };
        var result = await rig.ApplyAsync(plan with { Chips = [more] });
        Assert.Equal(["bench/A: bias pull-down to pull-up, control drive to read", "adds line bench/E"], result.Changes.ToArray());
        Assert.True(await guest.GetValueAsync(0));
        Assert.True(await guest.GetValueAsync(1));
        Assert.Equal(SetStatus.NotForDriving, (await rig.SetAsync(0, true)).Status);
        Assert.Equal(SetStatus.Done, (await rig.SetAsync(4, true)).Status);
        await rig.ChangeAsync("ivi", ivi => ivi.Wired(2, "bench", 4));
        Assert.True(await guest.GetValueAsync(2));

        await rig.ApplyAsync(plan);
        Assert.False(await guest.GetValueAsync(0));
        Assert.False(await guest.GetValueAsync(2));
        Assert.Equal(SetStatus.Refused, (await rig.SetAsync(4, true)).Status);
        Assert.Equal(4, (await rig.Hub.ChipAsync("bench", CancellationToken.None))!.Lines.Length);
    }

    [Fact(DisplayName = "A stream of edges goes on over a change of the plan; of a line that goes it tells nothing more")]
    public async Task StreamsGoOn()
    {
        await using var rig = await StartAsync();
        await using var stream = await LineWatch.BeginAsync(rig.Hub, new ChipLineAddress("bench", 0), new ChipLineAddress("bench", 3));
        var plan = rig.Hub.Plan;
        var less = plan.Chips[0] with { Lines = plan.Chips[0].Lines.RemoveAt(3) };
        await rig.ApplyAsync(plan with { Chips = [less], Guests = [plan.Guests[0].With(3, slot => slot with { From = null })] });
        await rig.SetAsync(0, true);
        Assert.Equal(2, stream.Levels.Count);
        Assert.Equal((true, 0), (await stream.EdgeAsync()) is var edge ? (edge.Level, edge.Index) : default);
    }

    [Fact(DisplayName =
        "Only the generation that was meant is replaced; each plan that comes into force is another one, the same plan is not")]
    public async Task Generations()
    {
        await using var rig = await StartAsync();
        var plan = rig.With("ivi", ivi => ivi.Wired(0, "bench", 1));
        Assert.Equal(2, (await rig.ApplyAsync(plan)).Generation);
        Assert.Equal(2, (await rig.ApplyAsync(plan)).Generation);
        var other = await rig.Hub.ApplyAsync(plan, ifGeneration: 1, CancellationToken.None);
        Assert.Equal((ApplyStatus.OtherGeneration, "the configuration in force is generation 2, not 1"), (other.Status, other.Detail));
        Assert.Equal(2, (await rig.Hub.SnapshotAsync(CancellationToken.None)).Generation);
    }

    [Fact(DisplayName =
        "Random plans one after the other, with guests at work: the hub is at last as one that was started on the last plan")]
    public async Task AsIfStartedAnew()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        RandomPlans? plans = null;
        await using var rig = await StartAsync(folder => (plans = new RandomPlans(seed, folder)).Next());
        for (int i = 0; i < 30; i++) await rig.ApplyAsync(Plans.On(Reactors, plans!.Next()));

        var last = rig.Hub.Plan;
        await using var fresh = await StartAsync(folder => last with
        {
            Guests = [.. last.Guests.Select(guest => guest with { SocketPath = Path.Combine(folder, Path.GetFileName(guest.SocketPath)) })],
        });
        var (one, other) = (await rig.Hub.SnapshotAsync(CancellationToken.None), await fresh.Hub.SnapshotAsync(CancellationToken.None));
        Assert.Equal(Text(other), Text(one));
        foreach (var guest in last.Guests)
        {
            await using var driver = await rig.ConnectAsync(guest.Id);
            for (ushort line = 0; line < guest.Lines.Length; line++)
            {
                var expected = guest.Lines[line].From is null ? GpioStatus.Error : GpioStatus.Ok;
                Assert.Equal(expected, (await driver.RequestAsync(GpioMessage.GetValue, line, 0)).Status);
            }
        }
    }

    private static string Text(RigSnapshot hub) => string.Join('\n', [
        .. hub.Chips.SelectMany(chip => chip.Lines.Select(line =>
            $"{chip.Id} {chip.State} {line.Index} {line.Name} {line.Level} {line.Bias} {line.ActiveLow} {string.Join(',', line.Drivers)} " +
            $"{string.Join(',', line.Readers.OrderBy(reader => (reader.Guest, reader.Line)))}")),
        .. hub.Guests.SelectMany(guest => guest.Lines.Select(
            line => $"{guest.Id} {guest.State} {line.Line} {line.Name} {line.From} {line.Access} {line.OnRelease} {line.Level}"))]);
}
