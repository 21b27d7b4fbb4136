using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>The process that outlives its hub: it holds the descriptors of guests and chips, and starts the hub that goes on with
/// them. Source: IF-2.20.</summary>
/// <remarks>
/// It reads no configuration, has no actors, and does everything on one thread. Towards its hubs it is what a service manager is
/// (sd_notify(3)); if it has one itself, that gets a duplicate of everything, so that a keeper which is killed too can go on.
/// </remarks>
internal sealed partial class Keeper : IDisposable
{
    private const long NsPerMs = 1_000_000;

    // The places in what is waited for.
    private const int HubPlace = 2, StandbyPlaceAt = 3, CandidatePlace = 4;

    private readonly NotifyListener _notify;
    private readonly NotifySocket? _upstream;
    private readonly KeptTable _table;
    private readonly Brood _brood;
    private readonly StandbyPlace _standby;
    private readonly Takeover _takeover;
    private readonly KeeperSignals _signals = new();
    private readonly byte[] _buffer = new byte[8 * 1024];
    private readonly List<FileDescriptor> _received = [];
    private readonly SafeHandle[] _waited = new SafeHandle[5];

    /// <summary>How often the service manager wants to hear of the keeper itself (WatchdogSec=); 0 = never.</summary>
    private readonly long _aliveEveryNs;

    private long _aliveAtNs;
    private int _strangers;
    private (int Count, long SinceNs) _deaths;
    private int? _code;

    private Keeper(string[] arguments)
    {
        var own = new OwnProgram(arguments.Length);
        _notify = NotifyListener.Bind($"@gpiohub-keeper/{Environment.ProcessId}/{MonotonicClock.Now:x}");
        string? above = Environment.GetEnvironmentVariable(KeeperText.NotifySocket);
        _upstream = above is { Length: > 0 } ? NotifySocket.TryConnect(above) : null;
        if (_upstream is not null) _aliveEveryNs = ServiceWatchdog.Ns(Environment.GetEnvironmentVariable) / 2;
        _table = new KeptTable(_upstream, ListenedDescriptors.Take(Environment.GetEnvironmentVariable, Environment.ProcessId));
        _brood = new Brood(own, _notify, _table);
        _standby = new StandbyPlace(_brood);
        _takeover = new Takeover(_brood, _standby);
        _ = OpenFiles.Limit;       // raised as far as it goes: the table may get large
    }

    /// <summary>Keeps a hub until that ends by its own choice.</summary>
    /// <param name="arguments">The whole command line, the verb first.</param>
    /// <returns>The hub's exit code.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            using var keeper = new Keeper(arguments);
            return keeper.Run();
        }
        catch (ErrnoException e)
        {
            Brood.Tell(e.Message);
            return 1;
        }
    }

    public void Dispose()
    {
        _standby.End();
        _takeover.End();
        _signals.Dispose();
        _notify.Dispose();
        _upstream?.Dispose();
    }

    private int Run()
    {
        bool left = _table.HasLeft;         // a keeper before this one was killed, and the service manager has kept what it had
        _brood.StartHub(left ? new GoWords(0, EndedBy.Outside, "the end of its keeper", null) : GoWords.First);
        while (_code is null)
        {
            var (standby, candidate) = (_standby.Process, _takeover.Candidate);
            uint ready = DescriptorPoll.Wait(Waited(standby, candidate), WaitMs());
            Drain();
            Forward();
            if (candidate is not null && candidate == _takeover.Candidate && Is(ready, CandidatePlace)) _takeover.CandidateEnded();
            if (standby is not null && standby == _standby.Process && Is(ready, StandbyPlaceAt))
            {
                _standby.Ended();
                TellState();
            }

            if (Is(ready, HubPlace)) HubEnded();
            else DoWhatIsDue(MonotonicClock.Now);
        }

        return _code.Value;
    }

    private static bool Is(uint ready, int place) => (ready & (1u << place)) != 0;

    private SafeHandle[] Waited(Offspring? standby, Offspring? candidate)
    {
        SafeHandle nobody = _signals.Descriptor;        // in the place of one that is not there: it is looked at in any case
        (_waited[0], _waited[1], _waited[HubPlace]) = (_notify.Descriptor, nobody, _brood.Hub.Process);
        (_waited[StandbyPlaceAt], _waited[CandidatePlace]) = (standby?.Process ?? nobody, candidate?.Process ?? nobody);
        return _waited;
    }

    private int WaitMs()
    {
        long due = _takeover.DueNs;
        if (_standby.DueNs > 0) due = Math.Min(due, _standby.DueNs);
        if (_aliveEveryNs > 0) due = Math.Min(due, _aliveAtNs);
        if (WatchdogDueNs() is > 0 and var watchdog) due = Math.Min(due, watchdog);
        return due == long.MaxValue ? -1 : (int)Math.Clamp((due - MonotonicClock.Now + NsPerMs - 1) / NsPerMs, 0, 60_000);
    }

    private long WatchdogDueNs() => !_brood.StopAsked && _brood.Hub is { Ready: true, Kept: true, WatchdogNs: > 0, Killed: EndedBy.Unknown }
        ? _brood.Hub.HeardNs + _brood.Hub.WatchdogNs
        : 0;

    private void DoWhatIsDue(long now)
    {
        if (_aliveEveryNs > 0 && now >= _aliveAtNs)
        {
            _upstream!.TrySend("WATCHDOG=1");
            _aliveAtNs = now + _aliveEveryNs;
        }

        if (!_brood.StopAsked && _standby.DoWhatIsDue(now)) TellState();
        if (WatchdogDueNs() is > 0 and var due && now >= due)
        {
            // A keeper that was itself stopped, or on a host that stood still, has not listened.
            if (now - due > _brood.Hub.WatchdogNs / 2) _brood.Hub.HeardNs = now;
            else _brood.KillHub(EndedBy.Watchdog);
        }

        _takeover.DoWhatIsDue(now);
    }

    private void HubEnded()
    {
        long now = MonotonicClock.Now;
        Drain();                        // what it sent last comes before its end
        var former = _brood.Hub;
        var end = former.Process.Reap();
        _deaths = KeeperRules.Counted(_deaths, former.Ready, now);
        var life = new HubLife(_brood.StopAsked, former.Kept, former.Ready, former.IsSuccessor, _deaths.Count);
        var verdict = KeeperRules.WhenHubEnds(life, end, former.Killed);
        if (verdict.Next == Next.End)
        {
            if (verdict.Code != KeeperRules.Busy) _table.Clear();
            if (end.Signal != 0 && !_brood.StopAsked) Brood.Tell($"the hub was ended by {end}, and is not started again");
            _code = verdict.Code;
            return;
        }

        _brood.Restarts++;
        if (verdict.Next == Next.GoOn) Succeed(new GoWords(now, verdict.By, HowOf(verdict.By, end), null));
        else BeginAnew(now, end);
        former.Dispose();
    }

    private static string HowOf(EndedBy by, ProcessEnd end) => by switch
    {
        EndedBy.Watchdog => "its keeper: a reactor did not come round (hub.watchdog)",
        EndedBy.Takeover => "its keeper, for a takeover",
        _ => end.ToString(),
    };

    /// <summary>The next hub begins: the candidate of a takeover, the standby, or a process that is started now.</summary>
    private void Succeed(GoWords words)
    {
        Offspring? next = null;
        if (words.By == EndedBy.Takeover) next = _takeover.Take();
        _takeover.End();
        if (next is null && !_brood.Hub.Ready && _takeover.TryGiveBack()) _standby.End();
        next ??= _standby.Take();
        if (next is null || !_brood.TryPromote(next, words)) _brood.StartHub(words);
    }

    private void BeginAnew(long now, ProcessEnd end)
    {
        _deaths = (0, 0);
        _table.Clear();
        _takeover.End();
        if (_takeover.TryGiveBack()) _standby.End();
        _brood.StartHub(new GoWords(now, EndedBy.Unknown, end.ToString(), end.Code == KeeperRules.Refused
            ? "what the hub before had left cannot be taken over"
            : $"no successor came up with what the hub before had left (the last ended with {end})"));
    }
}
