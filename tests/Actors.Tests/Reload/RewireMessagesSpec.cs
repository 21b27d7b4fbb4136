using GpioHub.Actors.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>What it takes to re-wire one line: every message is time of a reactor that other guests share.</summary>
public class RewireMessagesSpec(ITestOutputHelper output)
{
    [Fact(DisplayName = "A line that is re-wired costs 19 messages")]
    public async Task OneLine()
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

        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "bench", 1));

        var messages = heard.Take();
        foreach (var (actor, message, times) in messages) output.WriteLine($"{times} {actor} {message}");
        Assert.Equal(19, messages.Sum(each => each.Times));
    }
}
