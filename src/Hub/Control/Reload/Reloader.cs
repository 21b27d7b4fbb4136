using GpioHub.Actors.Contract;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Reload;

/// <summary>Applies the file on disk again: SIGHUP, <c>POST /v1/reload</c>, <c>hub.watch</c>. One at a time.</summary>
/// <remarks>A file with an error changes nothing: each problem is logged, and the configuration in force stays.</remarks>
internal sealed class Reloader(IRig rig, IConfigChecker checker, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Called after each look at the file with the paths that decide about the next one
    /// (<see cref="ConfigFindings.Watched"/>); one call at a time.</summary>
    public Action<IReadOnlyList<string>> Read { get; set; } = _ => { };

    /// <summary>Called with true when a reload begins, and with false when it is over; one call at a time.</summary>
    public Action<bool> IsUnderWay { get; set; } = _ => { };

    /// <param name="reason">For the log: who asked for it.</param>
    public async Task<(ConfigFindings Found, ApplyResult? Result)> ReloadAsync(string reason, long? ifGeneration, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            IsUnderWay(true);
            string path = rig.Plan.Hub.ConfigPath;
            var found = await Task.Run(() => checker.CheckFile(path, rig.Plan), cancel);
            var problems = found.Errors;
            foreach (var problem in problems) ReloadLog.Problem(log, problem.Text);
            if (found.Plan is not { } plan)
            {
                ReloadLog.NotReloaded(log, reason, problems.Count == 1 ? "1 problem" : $"{problems.Count} problems");
                Read(found.Watched);
                return (found, null);
            }

            var result = await rig.ApplyAsync(plan, ifGeneration, cancel);
            Read(found.Watched);
            if (result.Status == ApplyStatus.Applied) ReloadLog.Reloaded(log, reason, result.Changes.Length, result.Refused.Length);
            return (found, result);
        }
        finally
        {
            IsUnderWay(false);
            _one.Release();
        }
    }

    /// <summary>Reloads when nobody waits for the result; the log tells it.</summary>
    public Task TryReloadAsync(string reason, CancellationToken cancel) =>
        TryAsync(() => ReloadAsync(reason, ifGeneration: null, cancel), reason, cancel);

    /// <summary>Reloads if the file says something else than what is in force, and is silent if it does not.</summary>
    /// <remarks>A file may have changed after it was read and before anybody watched it: whoever begins to watch looks once more.</remarks>
    public Task TryCatchUpAsync(string reason, CancellationToken cancel) => TryAsync(() => CatchUpAsync(reason, cancel), reason, cancel);

    private async Task CatchUpAsync(string reason, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            string path = rig.Plan.Hub.ConfigPath;
            var found = await Task.Run(() => checker.CheckFile(path, rig.Plan), cancel);
            Read(found.Watched);                                           // who went on with another's plan has read no file yet
            if (found.Plan is { } plan && await rig.DiffAsync(plan, cancel) is { Changes.Length: 0, Refused.Length: 0 }) return;
        }
        finally
        {
            _one.Release();
        }

        await ReloadAsync(reason, ifGeneration: null, cancel);
    }

    private async Task TryAsync(Func<Task> reload, string reason, CancellationToken cancel)
    {
        try
        {
            await reload();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The hub stops.
        }
        catch (Exception e)
        {
            ReloadLog.Failed(log, e, reason);
        }
    }

    public void Dispose() => _one.Dispose();
}
