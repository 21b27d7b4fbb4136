using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>GET_VALUE, 64 outstanding, on one line or spread over all.</summary>
/// <param name="perSecond">Target, million requests a second.</param>
/// <param name="cpu">Target, CPU s of the hub per million.</param>
internal sealed class StreamRow(Placement where, int lines, double? perSecond, double? cpu, string peerRate, string peerCpu) : IRow
{
    private const int Outstanding = 64;

    public string Group => "stream";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using HubProcess hub = bench.StartHub(where, guests: 1);
        using WorkerProcess worker = bench.StartWorker(hub, where, "stream", $"outstanding={Outstanding}", $"lines={lines}");
        Sample[] samples = bench.Repeat(worker);
        string name = $"stream of {Outstanding}, {(lines == 1 ? "one line" : $"over {lines} lines")}";
        yield return new Result(name, where.Name, "million requests/s", Spread.Of(samples.Select(s => s.PerSecond / 1e6)))
        {
            Target = perSecond is { } rate ? Target.Min(rate) : null,
            Peer = peerRate,
        };
        yield return new Result(name, where.Name, "hub CPU s per million", Spread.Of(samples.Select(s => s.HubCpuPerMillion)))
        {
            Target = cpu is { } most ? Target.Max(most) : null,
            Peer = peerCpu,
        };
        yield return new Result(name, where.Name, "front-end CPU s per million", Spread.Of(samples.Select(s => s.OwnCpuPerMillion)));
    }
}
