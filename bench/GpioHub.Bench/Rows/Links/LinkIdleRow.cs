using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;
using GpioHub.Transports.Native;

namespace GpioHub.Bench.Rows.Links;

/// <summary>What links cost a hub that has nothing to tell: CPU and memory with none, one and five of them, in turns.</summary>
internal sealed class LinkIdleRow : IRow
{
    private const string Where = "TLS";
    private static readonly int[] Links = [0, 1, 5];
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);

    public string Group => "links";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Stack<LinkedHubs> rigs = new();
        try
        {
            foreach (int links in Links) rigs.Push(new LinkedHubs(bench.HubProgram, links + 1, guests: 1, tls: true, bench.HubSettings));
            return [.. Of(bench, [.. rigs.Reverse().Select(rig => rig[0])])];
        }
        finally
        {
            while (rigs.TryPop(out LinkedHubs? rig)) rig.Dispose();
        }
    }

    private static IEnumerable<Result> Of(Harness bench, HubProcess[] hubs)
    {
        Thread.Sleep(bench.WarmUp);                // until the start is over
        var percent = new List<double>[hubs.Length];
        for (int n = 0; n < hubs.Length; n++) percent[n] = [];
        for (int i = 0; i < bench.Repetitions; i++)
            for (int n = 0; n < hubs.Length; n++) percent[n].Add(Percent(hubs[n]));

        MemoryUse[] memory = [.. hubs.Select(hub => hub.Memory)];
        for (int n = 0; n < hubs.Length; n++)
        {
            string name = $"idle hub, {Links[n]} link{(Links[n] == 1 ? "" : "s")}";
            yield return new Result(name, Where, "% of one CPU", Spread.Of(percent[n]));
            if (n == 0) continue;
            yield return new Result(name, Where, "% of one CPU more", Spread.Of(percent[n].Zip(percent[0], (a, b) => a - b)))
            {
                Target = Links[n] == 5 ? Target.Max(1) : null,
            };
        }

        yield return One("memory, the first link", "resident MB", memory[1].RssKb - memory[0].RssKb, 1);
        yield return One("memory, the first link", "anonymous MB", memory[1].AnonymousKb - memory[0].AnonymousKb, 1);
        yield return One("memory, per further link", "resident MB", memory[2].RssKb - memory[1].RssKb, Links[2] - Links[1]);
        yield return One("memory, per further link", "anonymous MB", memory[2].AnonymousKb - memory[1].AnonymousKb, Links[2] - Links[1]);
        yield return One("threads, 1 and 5 links", "more than without", memory[2].Threads - memory[0].Threads, 1, isKb: false);
    }

    private static double Percent(HubProcess hub)
    {
        (long cpu, long clock) = (ProcessClock.Of(hub.Id), MonotonicClock.Now);
        Thread.Sleep(Time);
        return (ProcessClock.Of(hub.Id) - cpu) * 100.0 / (MonotonicClock.Now - clock);
    }

    private static Result One(string row, string metric, long value, int links, bool isKb = true) =>
        new(row, Where, metric, Spread.Of([value / (double)links / (isKb ? 1024 : 1)]));
}
