using GpioHub.Actors.Contract;
using GpioHub.Actors.Rigs;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>A change of the plan over a restart of the actors that carry it out.</summary>
public class RestartSpec(ITestOutputHelper output) : RigSpec
{
    [Fact(DisplayName = "A throw in the rig's actor, or in that of a change, at any message of two changes loses neither: " +
        "both plans come in force, one after the other, each once")]
    public async Task EveryMessage()
    {
        var dry = new OneCrash();
        await ChangeTwiceAsync(dry, () => { });
        var tried = dry.Seen.Where(pair => pair.Actor is nameof(RigActor) or nameof(RigChangeActor)).ToArray();
        foreach (string expected in (string[])["Apply", "ChangeOver", "StartChips", "StartGuest", "StopMembers", "Stopped"])
            Assert.Contains((nameof(RigActor), expected), tried);
        foreach (string expected in (string[])["Compared", "Bound", "Held", "Done", "Closed", "Replanned"])
            Assert.Contains((nameof(RigChangeActor), expected), tried);

        foreach (var (actor, message) in tried)
        {
            foreach (bool after in new[] { false, true })
            {
                output.WriteLine($"{actor}, {message}, after={after}");
                var plan = new OneCrash();
                await ChangeTwiceAsync(plan, () => plan.Arm(actor, message, after));
                Assert.True(plan.Thrown == 1 || message == "GetMembers", $"{actor}, {message}, after={after}: the fault never came");
            }
        }

        output.WriteLine($"{tried.Length} messages: {string.Join(", ", tried)}");
    }

    private async Task ChangeTwiceAsync(OneCrash crashes, Action begins)
    {
        await using var rig = await StartAsync(Before, crashes);
        string folder = Path.GetDirectoryName(rig.SocketOf("ivi"))!;
        var (first, second) = (Plans.On(Reactors, First(folder)), Plans.On(Reactors, Second(folder)));
        await rig.ToldAsync();
        begins();
        var one = rig.Hub.ApplyAsync(first, null, CancellationToken.None);
        var two = rig.Hub.ApplyAsync(second, null, CancellationToken.None);
        var results = await Task.WhenAll(one, two).WaitAsync(TimeSpan.FromSeconds(20));

        // a message that failed before it was taken in goes behind those that have come meanwhile
        var last = results[0].Generation == 3 ? first : second;
        Assert.Equal([(ApplyStatus.Applied, 2L), (ApplyStatus.Applied, 3L)],
            results.Select(result => (result.Status, result.Generation)).Order());
        Assert.True(RigEquality.Same(last, rig.Hub.Plan));
        Assert.Equal(3, rig.Hub.Generation);
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting, "new");
        await using var guest = await rig.ConnectAsync("new");
        await guest.DriveAsync(0, true);
        Assert.True((await rig.Hub.ChipAsync("loom", CancellationToken.None))!.Lines[0].Level);
    }

    private static RigPlan Before(string folder)
    {
        var bench = Plans.Sim("bench", "A", "B", "C");
        return Plans.Plan(folder, [bench], [Plans.Guest("ivi", folder, bench), Plans.Guest("adas", folder, bench)]);
    }

    /// <summary>A line moves, a chip and a guest come.</summary>
    private static RigPlan First(string folder)
    {
        var loom = Plans.Sim("loom", "X");
        var plan = Before(folder);
        return plan with
        {
            Chips = plan.Chips.Add(loom),
            Guests = [plan.Guests[0].Wired(0, "bench", 1), plan.Guests[1], Plans.Guest("new", folder, loom)],
        };
    }

    /// <summary>A line of the chip goes, and so does a guest; another guest has other settings and another socket.</summary>
    private static RigPlan Second(string folder)
    {
        var plan = First(folder);
        var bench = plan.Chips[0] with { Lines = plan.Chips[0].Lines.RemoveAt(2) };
        var ivi = plan.Guests[0].With(2, line => line with { From = null }).With(1, line => line with { Access = LineAccess.In });
        return plan with
        {
            Chips = [bench, plan.Chips[1]],
            Guests = [ivi with { SocketPath = Path.Combine(folder, "other.sock") }, plan.Guests[2]],
        };
    }
}
