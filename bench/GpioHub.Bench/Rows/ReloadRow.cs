using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>GET_VALUE of a guest that does not change, while another guest's 32 lines are re-wired again and again.
/// The floor is the same guest in the same hub, left alone.</summary>
/// <param name="pauseMs">Between two plans, milliseconds.</param>
internal sealed class ReloadRow(int pauseMs) : IRow
{
    public string Group => "reload";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.TwoCpusSleeping;
        using HubProcess hub = bench.StartHub(where, guests: 2);
        using WorkerProcess worker = bench.StartWorker(hub, where, "roundtrip", "guest=g0");
        var rig = new BenchRig(hub.Folder, Guests: 2, bench.HubSettings);
        string[] texts = [(rig with { Reversed = true }).Yaml(), rig.Yaml()];
        List<Sample> quiet = [worker.Run(bench.Run)], beside = [];
        long applied = 0;
        string name = $"GET_VALUE beside re-wiring each {pauseMs} ms";
        for (int i = 0; i < bench.Repetitions; i++)
        {
            using (var rewiring = new Rewiring(hub.Folder, texts, pauseMs))
            {
                beside.Add(worker.Run(bench.Run));
                applied += rewiring.End();
            }

            quiet.Add(worker.Run(bench.Run));
        }

        yield return Latency.Of(name, where, "p50 µs", quiet, beside, s => s.P50Ns);
        yield return Latency.Of(name, where, "p99 µs", quiet, beside, s => s.P99Ns);
        yield return new Result(name, where.Name, "plans applied/s", Spread.Of([applied / (bench.Run.TotalSeconds * bench.Repetitions)]));
    }
}
