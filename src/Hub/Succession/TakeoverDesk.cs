using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Succession;

/// <summary>Where a hub is asked to give its place to another build. Source: IF-2.23.</summary>
internal sealed class TakeoverDesk : IDisposable
{
    private readonly Lock _lock = new();
    private readonly KeeperContact? _keeper;
    private readonly HubKeeping _kept;
    private readonly ILogger _log;
    private readonly Func<IReadOnlyCollection<IReactor>> _reactors;
    private TaskCompletionSource<TakeoverVerdict>? _asked;
    private ReactorPark? _park;

    /// <param name="reactors">What stands still before another goes on.</param>
    public TakeoverDesk(KeeperContact? keeper, HubKeeping kept, Func<IReadOnlyCollection<IReactor>> reactors, ILogger log)
    {
        (_keeper, _reactors, _log) = (keeper, reactors, log);
        _kept = kept;
        if (keeper is null) return;
        keeper.ParkAsked += Accepted;
        keeper.TakeoverRefused += Refused;
    }

    /// <summary>Processes that have served this rig, this one included.</summary>
    public long Epoch => (long)(_kept.Keeping.Record?.Epoch ?? 1);

    /// <summary>How long nobody served before this hub did; null = there was none before, or nobody knows.</summary>
    public long? GapNs => _kept.GapNs;

    /// <summary>Asks the keeper, which asks the other build.</summary>
    /// <param name="program">Its path; "" = the keeper's own; null = the build before this one.</param>
    /// <returns>null = somebody else has asked, and has no answer yet.</returns>
    public async Task<TakeoverVerdict?> AskAsync(string? program, CancellationToken cancel)
    {
        if (_keeper is not { HasKeeper: true } keeper) return new TakeoverVerdict("", "this hub has no keeper (hub.keep, --no-keep)");
        TaskCompletionSource<TakeoverVerdict> asked;
        lock (_lock)
        {
            if (_asked is { Task.IsCompleted: false } || _park is not null) return null;
            asked = _asked = new TaskCompletionSource<TakeoverVerdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (!keeper.AskForTakeover(program)) asked.TrySetResult(new TakeoverVerdict("", "the keeper does not answer"));
        return await asked.Task.WaitAsync(cancel);
    }

    /// <summary>Stops every reactor, and lets the other build go on: this process ends soon.</summary>
    public async Task GiveWayAsync()
    {
        ReactorPark park;
        lock (_lock)
        {
            if (_park is not null) return;
            park = _park = new ReactorPark(_reactors());
        }

        await park.Parked;
        _keeper!.SayParked();
    }

    public void Dispose()
    {
        if (_keeper is not null)
        {
            _keeper.ParkAsked -= Accepted;
            _keeper.TakeoverRefused -= Refused;
        }

        _park?.Release();
    }

    private void Accepted(string version)
    {
        SuccessionLog.GivesWay(_log, version);
        // Nobody waits for the answer any more: then there is none to be sent first.
        if (_asked?.TrySetResult(new TakeoverVerdict(version, null)) != true) _ = GiveWayAsync();
    }

    private void Refused(string why)
    {
        SuccessionLog.TakeoverRefused(_log, why);
        lock (_lock)
        {
            _park?.Release();
            _park = null;
        }

        _asked?.TrySetResult(new TakeoverVerdict("", why));
    }
}

/// <param name="Version">Of the build that goes on.</param>
/// <param name="WhyNot">null = it does.</param>
internal sealed record TakeoverVerdict(string Version, string? WhyNot);
