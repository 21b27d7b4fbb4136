using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The first requests of a fresh hub, until they cost what they cost for ever. Each repetition has a hub of its own; another build
/// has one in turns with it.</summary>
/// <param name="restSeconds">From the hub's banner until its first guest comes.</param>
internal sealed class FreshRow(int restSeconds) : IRow
{
    private const int Outstanding = 64;

    /// <summary>More than twice what a hub without a rehearsal needs.</summary>
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);

    // The hub has both CPUs, as in real use: what it compiles, it compiles on the other one.
    private static readonly Placement Where = new("two CPUs, hub on both", "1", "0,1", "0,1", Sleeps: true);

    private static readonly (string Metric, Func<Sample, double> Of)[] Metrics =
    [
        ("thousand until at speed", sample => sample.Count / 1e3),
        ("ms until at speed", sample => sample.Seconds * 1e3),
        ("µs each, the first 1,024", sample => sample.MaxNs / 1e3),
        ("µs each, at speed", sample => sample.P50Ns / 1e3),
    ];

    public string Group => "fresh";

    public bool IsCompared(bool peer) => !peer;

    public IEnumerable<Result> Measure(Harness bench)
    {
        var other = bench.OtherProgram is { } program ? bench with { HubProgram = program } : null;
        List<Sample> theirs = other is null ? [] : [First(other)], ours = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            ours.Add(First(bench));
            if (other is not null) theirs.Add(First(other));
        }

        string name = $"fresh hub, guest after {restSeconds} s";
        foreach (var (metric, of) in Metrics)
        {
            yield return new Result(name, Where.Name, metric, Spread.Of(ours.Select(of)))
            {
                Other = other is null ? null : Beside.Of([.. theirs.Select(of)], [.. ours.Select(of)]),
            };
        }
    }

    private Sample First(Harness bench)
    {
        using HubProcess hub = bench.StartHub(Where, guests: 1);
        Thread.Sleep(TimeSpan.FromSeconds(restSeconds));
        using WorkerProcess worker = Harness.StartColdWorker(hub, Where, ["fresh", $"outstanding={Outstanding}"]);
        return worker.Run(Time);
    }
}
