using System.Text;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>How a keeper puts another build in the hub's place: the old one is left alone until the new one says that it fits. Source:
/// IF-2.23.</summary>
internal sealed class Takeover(Brood brood, StandbyPlace standby)
{
    private const string Record = "state";

    private const long NsPerSecond = 1_000_000_000;

    /// <summary>A candidate has started and looked at the record by then.</summary>
    private const long CandidateNs = 30 * NsPerSecond;

    /// <summary>The old hub has come to the end of its turns by then.</summary>
    private const long ParkNs = NsPerSecond;

    /// <summary>So long the way back is open.</summary>
    private const long BackNs = 600 * NsPerSecond;

    private byte[]? _before;
    private long _backUntilNs;
    private long _candidateUntilNs;
    private long _parkUntilNs;

    /// <summary>The process of the other build; null = none is asked for.</summary>
    public Offspring? Candidate { get; private set; }

    public long DueNs => Math.Min(
        _candidateUntilNs > 0 ? _candidateUntilNs : long.MaxValue,
        _parkUntilNs > 0 ? _parkUntilNs : long.MaxValue);

    /// <summary>What the hub says that is about takeovers.</summary>
    public void HeardOfHub(string text)
    {
        if (KeeperText.Value(text, KeeperText.Parked) is not null && _parkUntilNs > 0) Kill();
        if (KeeperText.Value(text, KeeperText.TakeBack) is not null)
        {
            if (_before is { } before && MonotonicClock.Now < _backUntilNs) Begin(before);
            else Refuse("there is no build to go back to: the last takeover was more than ten minutes ago, or there was none");
        }
        else if (KeeperText.Value(text, KeeperText.TakeOver) is { } path)
        {
            Begin(path.Length == 0 ? brood.OwnProgram : Encoding.UTF8.GetBytes(path));
        }
    }

    /// <summary>What the candidate says.</summary>
    public void HeardOfCandidate(Offspring candidate, string text)
    {
        if (KeeperText.Value(text, KeeperText.StandsBy) is not null && brood.Table.Find(Record) is { } record)
        {
            try
            {
                candidate.Line.Send(Encoding.UTF8.GetBytes(KeeperText.Check), [record]);
            }
            catch (ErrnoException)
            {
                return;                 // it has ended, which is told otherwise
            }
        }

        if (KeeperText.Value(text, KeeperText.Refuses) is { } why)
        {
            End();
            Refuse(why);
        }
        else if (KeeperText.Value(text, KeeperText.Fits) is { } version)
        {
            _candidateUntilNs = 0;
            _parkUntilNs = MonotonicClock.Now + ParkNs;
            standby.End();                  // it is of the build before, and its end takes time that guests would wait for later
            brood.Say($"{KeeperText.Park}\nversion={KeeperText.OneLine(version)}");
        }
    }

    /// <summary>The candidate has ended.</summary>
    public void CandidateEnded()
    {
        var candidate = Candidate!;
        Candidate = null;
        _candidateUntilNs = _parkUntilNs = 0;
        var end = candidate.Process.Reap();
        candidate.Dispose();
        if (brood.Hub.Killed != EndedBy.Unknown) return;
        standby.HubIsUp();
        Refuse($"the other build did not come up: it ended with {end}");
    }

    public void DoWhatIsDue(long now)
    {
        if (_parkUntilNs > 0 && now >= _parkUntilNs) Kill();
        if (_candidateUntilNs == 0 || now < _candidateUntilNs) return;
        End();
        Refuse("the other build did not come up in time");
    }

    /// <summary>The hub has ended for the candidate, which gets its place; hubs run its build from now on.</summary>
    /// <returns>null = the candidate has ended too.</returns>
    public Offspring? Take()
    {
        if (Candidate is not { } candidate) return null;
        Candidate = null;
        (_before, _backUntilNs) = (brood.Hub.Program, MonotonicClock.Now + BackNs);
        brood.Program = candidate.Program;
        return candidate;
    }

    /// <summary>The build that took over does not come up: back to the one before, if a takeover was lately.</summary>
    /// <returns>Whether hubs run another build now.</returns>
    public bool TryGiveBack()
    {
        if (_before is not { } before || MonotonicClock.Now >= _backUntilNs) return false;
        (brood.Program, _before) = (before, null);
        return true;
    }

    /// <summary>Nothing comes of it.</summary>
    public void End()
    {
        _candidateUntilNs = _parkUntilNs = 0;
        if (Candidate is { } candidate) Brood.End(candidate);
        Candidate = null;
    }

    private void Begin(byte[] program)
    {
        if (Candidate is not null) Refuse("another takeover is under way");
        else if (brood.Table.Find(Record) is null) Refuse("the hub has left nothing that another could go on with");
        else
        {
            try
            {
                Candidate = brood.Start(KeeperText.Candidate, program);
                _candidateUntilNs = MonotonicClock.Now + CandidateNs;
            }
            catch (ErrnoException e)
            {
                Refuse($"{Encoding.UTF8.GetString(program)} cannot be started: {e.Message}");
            }
        }
    }

    private void Kill()
    {
        _parkUntilNs = 0;
        brood.KillHub(EndedBy.Takeover);
    }

    private void Refuse(string why) => brood.Say($"{KeeperText.NoTakeover}\nwhy={KeeperText.OneLine(why)}");
}
