using GpioHub.Bench.Processes;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>What all rows share: the hub to be measured, and how much time to spend.</summary>
/// <param name="HubProgram">Path of the published gpiohub.</param>
/// <param name="LimitProgram">Path of the bare back-end that bench/limit is built to; null = none.</param>
/// <param name="OtherProgram">Another build of the hub, to be measured in turns; null = none.</param>
/// <param name="PeerProgram">Path of vhost-device-gpio, likewise.</param>
/// <param name="HubSettings">Lines for the section <c>hub</c> of its configuration.</param>
/// <param name="WarmUp">Of each worker, and through it of the hub, before anything counts.</param>
/// <param name="Run">Length of one measurement.</param>
/// <param name="Repetitions">Measurements of each number; floors stand between them.</param>
internal sealed record Harness(string HubProgram, string? LimitProgram, string? OtherProgram, string? PeerProgram,
    IReadOnlyList<string> HubSettings, TimeSpan WarmUp, TimeSpan Run, int Repetitions)
{
    /// <summary>Fewer sizes of what grows, too.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Another process could go on where the hub ends: as it is unless told otherwise.</summary>
    public bool IsKept { get; init; } = true;

    /// <param name="limit">requestsPerSecond of all guests but g0; null = no limit.</param>
    public HubProcess StartHub(Placement where, int guests, int? limit = null, bool packed = false) => new(HubProgram, where,
        folder => new BenchRig(folder, guests, packed ? [.. HubSettings, "packedRings: true"] : HubSettings) { Limit = limit }.Yaml(),
        IsKept);

    public HubProcess StartHub(Placement where, ScaleRig rig) => new(HubProgram, where, folder => rig.Yaml(folder, HubSettings), IsKept);

    /// <summary>What is no hub needs no more: nothing of it is compiled as it runs, nor of a worker but once.</summary>
    public TimeSpan BareWarmUp => WarmUp < TimeSpan.FromSeconds(1) ? WarmUp : TimeSpan.FromSeconds(1);

    /// <summary>A warmed-up worker among the callers.</summary>
    /// <param name="arguments">Beside <c>hub</c>, <c>folder</c> and <c>wait</c>.</param>
    public WorkerProcess StartWorker(HubProcess hub, Placement where, string kind, params string[] arguments) =>
        StartWorker(hub, where, WarmUp, [kind, .. arguments]);

    /// <param name="work">Kind of the worker, and its arguments beside <c>hub</c>, <c>folder</c> and <c>wait</c>.</param>
    /// <inheritdoc cref="StartWorker(HubProcess, Placement, string, string[])"/>
    public static WorkerProcess StartWorker(IBackEnd backEnd, Placement where, TimeSpan warmUp, string[] work)
    {
        WorkerProcess worker = StartColdWorker(backEnd, where, work);
        worker.Run(warmUp);
        return worker;
    }

    /// <summary>The same, and nothing is warmed up.</summary>
    public static WorkerProcess StartColdWorker(IBackEnd backEnd, Placement where, string[] work) => new WorkerProcess(
        where.Callers, work[0], [$"hub={backEnd.Id}", $"folder={backEnd.Folder}", $"wait={where.Wait}", .. work[1..]]).WhenReady();

    /// <summary>One measurement after another.</summary>
    public Sample[] Repeat(WorkerProcess worker) => [.. Enumerable.Range(0, Repetitions).Select(_ => worker.Run(Run))];
}
