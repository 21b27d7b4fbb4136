using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>Many guests of 32 lines with one GET_VALUE outstanding each, two CPUs, one front-end thread that sleeps in epoll.</summary>
/// <param name="guests">Number of them.</param>
/// <param name="perSecond">Target, thousand requests a second of all together.</param>
/// <param name="cpu">Target, CPU s of the hub per million.</param>
internal sealed class GuestsRow(int guests, double? perSecond = null, double? cpu = null, string peerRate = "", string peerP50 = "",
    string peerP99 = "", string peerCpu = "") : IRow
{
    public string Group => "guests";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.TwoCpusSleeping;
        using HubProcess hub = bench.StartHub(where, guests);
        using WorkerProcess worker = bench.StartWorker(hub, where, "guests", $"guests={guests}");
        Sample[] samples = bench.Repeat(worker);
        string name = $"{guests} guest{(guests == 1 ? "" : "s")}, 1 outstanding each";
        yield return new Result(name, where.Name, "thousand requests/s", Spread.Of(samples.Select(s => s.PerSecond / 1e3)))
        {
            Target = perSecond is { } rate ? Target.Min(rate) : null,
            Peer = peerRate,
        };
        yield return Latency.Of(name, where, "p50 µs", [], samples, s => s.P50Ns) with { Peer = peerP50 };
        yield return Latency.Of(name, where, "p99 µs", [], samples, s => s.P99Ns) with { Peer = peerP99 };
        yield return new Result(name, where.Name, "hub CPU s per million", Spread.Of(samples.Select(s => s.HubCpuPerMillion)))
        {
            Target = cpu is { } most ? Target.Max(most) : null,
            Peer = peerCpu,
        };
    }
}
