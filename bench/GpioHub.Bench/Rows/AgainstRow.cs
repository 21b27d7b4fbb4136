using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>One measurement of two builds of the hub in turns: other, this, other, this, … other. The other build is in the floor's
/// column.</summary>
/// <param name="group">For <c>--only</c>.</param>
/// <param name="name">What is measured.</param>
/// <param name="guests">Of each hub.</param>
/// <param name="metrics">Which numbers of a sample, with their units.</param>
/// <param name="arguments">Kind of the worker, and its arguments.</param>
internal sealed class AgainstRow(
    string group, string name, Placement where, int guests, (string Metric, Func<Sample, double> Of)[] metrics,
    params string[] arguments) : IRow
{
    public string Group => group;

    public IEnumerable<Result> Measure(Harness bench)
    {
        var other = bench with { HubProgram = bench.OtherProgram! };
        using HubProcess theirs = other.StartHub(where, guests), ours = bench.StartHub(where, guests);
        using WorkerProcess atTheirs = other.StartWorker(theirs, where, arguments[0], arguments[1..]);
        using WorkerProcess atOurs = bench.StartWorker(ours, where, arguments[0], arguments[1..]);
        List<Sample> before = [atTheirs.Run(bench.Run)], samples = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            samples.Add(atOurs.Run(bench.Run));
            before.Add(atTheirs.Run(bench.Run));
        }

        foreach (var (metric, of) in metrics)
        {
            double[] floor = [.. before.Select(of)], measured = [.. samples.Select(of)];
            yield return new Result(name, where.Name, metric, Spread.Of(measured))
            {
                Floor = Spread.Of(floor).Median,
                Ratio = Spread.OfRatios(floor, measured),
            };
        }
    }
}
