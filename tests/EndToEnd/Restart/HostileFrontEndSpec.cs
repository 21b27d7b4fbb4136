using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Restart.Wires;
using GpioHub.EndToEnd.Support;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Restart;

/// <summary>Front-ends of our own that keep 64 writes of one line outstanding, toggle others step by step, and ask control messages, while
/// the hub between them is killed.</summary>
public sealed class HostileFrontEndSpec(ITestOutputHelper output)
{
    private const int Rounds = 50_000;

    [Theory(DisplayName = "Without a kill every write is answered once and is one edge, and every edge is told or coalesced")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task NoKill(int reactors)
    {
        await using var hub = await HubProcess.StartAsync(WiredPairs.Rig(1), $"reactors: {reactors}");
        using var load = new WiredLoad(hub, 1, seed: reactors);
        using var talk = new ControlTalk(load.Guests, pauses: true, seed: reactors);
        await Patience.UntilAsync(
            () => Task.FromResult(load.Answers),
            answers => answers > Rounds || load.Failure is not null || talk.Failure is not null,
            answers => $"only {answers} answers");
        await AccountAsync(load, talk, "no kill");
    }

    private static void Well(WiredLoad load, ControlTalk talk)
    {
        if ((load.Failure ?? talk.Failure) is { } failure) throw new ScenarioException(failure.Message);
    }

    private async Task AccountAsync(WiredLoad load, ControlTalk talk, string what)
    {
        Well(load, talk);
        talk.End();
        await load.AccountAsync();
        output.WriteLine($"{what}; {load.Writes} writes, {load.Interrupts} interrupts, longest answer " +
            $"{load.LongestAnswer.TotalMilliseconds:F0} ms; {talk.Answers} replies, {talk.Swaps} swaps, {talk.Pauses} pauses");
    }
}
