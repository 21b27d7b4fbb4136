using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Hosting.HotPath;
using GpioHub.Hub.Links;
using GpioHub.Hub.Succession;
using GpioHub.Rules.Plan;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GpioHub.Hub.Commands.Run;

/// <summary>A hub that waits for its turn: it has read the configuration, and its hot path is compiled.</summary>
internal static class Standby
{
    /// <param name="plan">As the file has it now, and it may change until then; null = it cannot be read.</param>
    /// <param name="rehearse">Begins a rehearsal; null = none is wanted.</param>
    /// <returns>Once this process is to be the hub.</returns>
    public static async Task WaitAsync(
        KeeperContact keeper, RigPlan? plan, Func<HubPlan, ILogger, HotPathRehearsal?> rehearse, CancellationToken cancel)
    {
        var go = keeper.GoAsync(cancel);
        if (plan is { Hub.Rehearse: true }) await Task.WhenAny(StartRehearsal.RunAsync(plan.Hub.SocketFolder, go), go);
        if (!go.IsCompleted && plan is { Hub.Rehearse: true, Links: { } links })
            await Task.WhenAny(LinkRehearsal.RunAsync(links.Certificates is not null, go), go);
        if (!go.IsCompleted && plan is not null && rehearse(plan.Hub, NullLogger.Instance) is { } rehearsal)
        {
            await using (rehearsal) await Task.WhenAny(rehearsal.Over, go);
        }

        await keeper.StandByAsync(ThisProgram.Version, cancel);
    }
}
