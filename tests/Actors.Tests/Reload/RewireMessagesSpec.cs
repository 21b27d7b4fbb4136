using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>What it takes to re-wire one line: every message is time of a reactor that other guests share.</summary>
public class RewireMessagesSpec(ITestOutputHelper output)
{
    [Fact(DisplayName =
        "A line that is re-wired costs 16 messages: two trips to its guest, for all lines let go before the first one takes")]
    public async Task OneLine()
    {
        var messages = await ChangeAsync(ivi => ivi.Wired(0, "bench", 1));

        Assert.Equal(16, messages.Sum(each => each.Times));
        Assert.DoesNotContain(messages, each => each.Message is "Settle" or "Remap");
    }

    [Fact(DisplayName =
        "A line that is re-wired and may do less than before hears so in a third trip, when nothing can be refused any more")]
    public async Task FewerRights()
    {
        var messages = await ChangeAsync(ivi => ivi.Wired(0, "bench", 1).With(0, line => line with { Access = LineAccess.In }));

        Assert.Equal(19, messages.Sum(each => each.Times));
        Assert.Contains(("GuestActor", "Settle", 1), messages);
        Assert.Contains(("LineActor", "Remap", 1), messages);
    }

    [Fact(DisplayName = "Other limits of a guest are no message to its lines")]
    public async Task OtherLimits()
    {
        var messages = await ChangeAsync(ivi => ivi with { RequestsPerSecond = 1000 });

        Assert.DoesNotContain(messages, each => each.Actor is "LineActor" or "ChipActor");
        Assert.Contains(("GuestActor", "Settle", 1), messages);
    }

    private async Task<IReadOnlyList<(string Actor, string Message, int Times)>> ChangeAsync(Func<GuestPlan, GuestPlan> change)
    {
        var heard = new MessageCount();
        await using var rig = await LiveRig.StartAsync(
            folder =>
            {
                var bench = Plans.Sim("bench", "A", "B");
                return Plans.Plan(folder, [bench], [Plans.Guest("ivi", folder, bench)]);
            },
            heard,
            virtualTime: true);                                            // no timer of its own fires
        do
        {
            heard.Take();
            await rig.ToldAsync();
        }
        while (heard.Take().Any(each => each.Message != "Describe"));      // the rig is still starting

        await rig.ChangeAsync("ivi", change);

        var messages = heard.Take();
        foreach (var (actor, message, times) in messages) output.WriteLine($"{times} {actor} {message}");
        return messages;
    }
}
