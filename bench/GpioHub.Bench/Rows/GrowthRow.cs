using System.Globalization;
using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The costs of a series at each size, and the exponents with which they grow. All sizes are up and warm before the first turn,
/// and take turns.</summary>
internal sealed class GrowthRow(Series series) : IRow
{
    /// <summary>More than the exponent of linear growth: caches that the work outgrows, not a loop in a loop.</summary>
    private const double Tolerance = 0.1;

    public string Group => "growth";

    public IEnumerable<Result> Measure(Harness bench)
    {
        int[] sizes = bench.IsQuick ? [series.Sizes[0], series.Sizes[series.Sizes.Length / 2], series.Sizes[^1]] : series.Sizes;
        sizes = [.. sizes.Distinct()];
        var processes = new Stack<IDisposable>();
        try
        {
            Party[] parties = [.. sizes.Select(size => Start(bench, size, processes))];
            for (int i = 0; i < bench.Repetitions; i++)
                foreach (Party party in parties) party.Measure(bench.Run);
            return [.. series.Costs.SelectMany(cost => Results(cost, sizes, parties))];
        }
        finally
        {
            while (processes.TryPop(out IDisposable? process)) process.Dispose();
        }
    }

    private Party Start(Harness bench, int size, Stack<IDisposable> processes)
    {
        Harness set = bench with { HubSettings = [.. bench.HubSettings, .. series.Settings(size)] };
        HubProcess hub = set.StartHub(series.Where, series.Rig(size));
        processes.Push(hub);
        foreach (string line in series.Faults(size)) ControlSocket.Invert(hub.Folder, line);
        if (series.Company(size) is { Length: > 0 } company) processes.Push(Harness.StartWorker(hub, series.Where, TimeSpan.Zero, company));
        WorkerProcess worker = Harness.StartWorker(hub, series.Where, bench.WarmUp, series.Work(size));
        processes.Push(worker);
        return new Party(worker.Run);
    }

    private IEnumerable<Result> Results(Cost cost, int[] sizes, Party[] parties)
    {
        double[][] bySize = [.. parties.Select(party => party.Numbers(cost.Metric))];
        double[][] byTurn = [.. Enumerable.Range(0, bySize[0].Length).Select(turn => bySize.Select(numbers => numbers[turn]).ToArray())];
        string what = cost.Metric.Name;
        for (int i = 0; i < sizes.Length; i++) yield return One($"{series.Of}: {Text(sizes[i])}", what, bySize[i]);

        Target? target = cost.Exponent is { } bound ? Target.Max(bound + Tolerance) : null;
        string range = $"{series.Of}: {Text(sizes[0])} to {Text(sizes[^1])}";
        yield return One(range, $"{what}, ×", byTurn.Select(costs => costs[^1] / costs[0]));
        yield return Exponent("exponent of all sizes", byTurn.Select(costs => Growth.Exponent(sizes, costs)));
        if (sizes is [_, .., > 0, _])
            yield return Exponent("exponent of the last step", byTurn.Select(costs => Growth.Exponent(sizes[^2..], costs[^2..])));

        Result Exponent(string of, IEnumerable<double> values) => One(of, what, values) with { IsExponent = true, Target = target };
    }

    private static string Text(int size) => size.ToString("#,0", CultureInfo.InvariantCulture);

    private Result One(string where, string metric, IEnumerable<double> values) => new(series.Name, where, metric, Spread.Of(values));
}
