using System.Reflection;
using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Restart.Wires;
using GpioHub.EndToEnd.Support;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Restart;

/// <summary>Another build takes the rig over while every guest works.</summary>
public sealed class TakeoverSpec(ITestOutputHelper output)
{
    private static readonly string Version =
        Assembly.Load("gpiohub").GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static readonly string Other = $"{Version[..^1]}N";

    /// <summary>Between two takeovers, so that each build has done something.</summary>
    private const int Answers = 5_000;

    [Fact(DisplayName = "A rig goes from one build to another and back, twice, under load: nothing is lost, doubled or invented")]
    public async Task ThereAndBack()
    {
        using var other = new OtherBuild(Version, Other);
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: 4);
        await run.AnsweredAsync(Answers);
        for (int i = 0; i < 2; i++)
        {
            string there = await run.TakeOverAsync("--binary", other.Program);
            output.WriteLine(there);
            Assert.Contains(Version, there, StringComparison.Ordinal);
            Assert.Contains(Other, there, StringComparison.Ordinal);
            Assert.Equal(other.Program, Program(run));
            await run.AnsweredAsync(Answers);

            output.WriteLine(await run.TakeOverAsync("--back"));
            Assert.Equal(Repository.Hub, Program(run));
            await run.AnsweredAsync(Answers);
        }

        output.WriteLine(await run.AccountAsync(epoch: 5));
    }

    [Fact(DisplayName = "A build that does not know the record's layout is refused in words, and the hub that serves goes on; after that " +
        "a build that does takes over")]
    public async Task Refused()
    {
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: 5);
        await run.AnsweredAsync(Answers);
        int before = run.Processes.Serving()!.Value;
        using (var record = new RecordEditor(run.Processes.RecordPath()!))
        {
            record.Major++;
            var answer = await run.Hub.CommandAsync("takeover");
            record.Major--;
            Assert.Equal(1, answer.Code);
            Assert.Contains("layout", answer.Log, StringComparison.Ordinal);
        }

        Assert.Equal(before, run.Processes.Serving());
        await run.AnsweredAsync(Answers);
        await run.TakeOverAsync();
        Assert.NotEqual(before, run.Processes.Serving());
        await run.AnsweredAsync(Answers);
        output.WriteLine(await run.AccountAsync(epoch: 2));
    }

    [Fact(DisplayName = "A successor goes on with the rig that was in force, whatever the file says by now, readable or not; the next " +
        "reload puts that in force")]
    public async Task FileChanged()
    {
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: 6);
        await run.AnsweredAsync(Answers);
        await run.Hub.RewriteAsync("chips: { broken");
        await run.TakeOverAsync();
        await run.AnsweredAsync(Answers);

        await run.Hub.RewriteAsync(WiredPairs.Rig(1, chip: "  more: { driver: sim, lines: [LINE] }"));
        await run.TakeOverAsync();
        await run.AnsweredAsync(Answers);
        Assert.DoesNotContain((await run.Hub.InfoAsync()).Chips, chip => chip.Id == "more");
        (await run.Hub.CommandAsync("reload")).Succeeded();
        Assert.Contains((await run.Hub.InfoAsync()).Chips, chip => chip.Id == "more");
        await run.AnsweredAsync(Answers);
        output.WriteLine(await run.AccountAsync(epoch: 3));
    }

    /// <summary>What the hub that serves was started from.</summary>
    private static string Program(WiredRun run) =>
        File.ResolveLinkTarget($"/proc/{run.Processes.Serving()}/exe", returnFinalTarget: false)!.FullName;
}
