using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The longest GET_VALUE of a guest that does not change, while a rig of 201 guests is reloaded again and again for one wire of
/// another guest. The floor is the p99.9 of the same guest in the same hub, left alone.</summary>
internal sealed class LargeReloadRow : IRow
{
    private const int PauseMs = 500;

    private static readonly ScaleRig Rig = new(Guests: 200, Lines: 64);

    public string Group => "reload";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.TwoCpusSleeping;
        using HubProcess hub = bench.StartHub(where, Rig);
        using WorkerProcess worker = bench.StartWorker(hub, where, "roundtrip", "guest=g0");
        string[] texts = [(Rig with { Rewired = true }).Yaml(hub.Folder, bench.HubSettings), Rig.Yaml(hub.Folder, bench.HubSettings)];
        List<Sample> quiet = [worker.Run(bench.Run)], beside = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            using (var rewiring = new Rewiring(hub.Folder, texts, PauseMs))
            {
                beside.Add(worker.Run(bench.Run));
                rewiring.End();
            }

            quiet.Add(worker.Run(bench.Run));
        }

        const string name = "GET_VALUE beside a reload of 201 guests, 64 lines each";
        yield return Latency.Of(name, where, "longest µs, to p99.9 without", quiet, beside, s => s.MaxNs, s => s.P999Ns) with
        {
            Target = Target.Ratio(2),
        };
        yield return Latency.Of(name, where, "longest µs, to the longest without", quiet, beside, s => s.MaxNs);
        yield return Latency.Of(name, where, "p99.9 µs", quiet, beside, s => s.P999Ns);
    }
}
