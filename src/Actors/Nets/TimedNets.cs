using GpioHub.Actors.Wires;
using GpioHub.Rules.Pulses;

namespace GpioHub.Actors.Nets;

/// <summary>The nets on which something happens because time passes, and when: faults and pulses. The chip's actor has the
/// timer.</summary>
/// <remarks>Chip's reactor only.</remarks>
internal sealed class TimedNets(ChipContact contact)
{
    private readonly List<Net> _timed = [];                                // nets with faults or a pulse
    private readonly Dictionary<Net, PulseState> _pulses = [];
    private readonly Dictionary<Net, long> _ranks = [];                    // what is due at one instant happens in this order
    private long _lastRank;
    private long? _timerNs;

    /// <summary>Where all of it is written for a successor; null = nowhere.</summary>
    public TimedRecord? Record { get; set; }

    /// <summary>Nets with faults or a pulse, in the order in which they came to have one.</summary>
    public IReadOnlyList<Net> All => _timed;

    /// <summary>Pulses that run.</summary>
    public int Pulses => _pulses.Count;

    /// <summary>When something of a net is due, nanoseconds; null = never.</summary>
    public long? NextNs
    {
        get
        {
            long? next = null;
            foreach (var net in _timed) next = Earlier(next, DueOf(net));
            return next;
        }
    }

    /// <summary>From now on the actor's timer stands at this instant; null = it is off.</summary>
    public void TimerIsAt(long? ns) => _timerNs = ns;

    /// <summary>Time passes: the actor sets its timer afterwards.</summary>
    public void Pass() => _timerNs = long.MinValue;

    /// <summary>The net on which something is due first.</summary>
    /// <param name="due">When it was due, nanoseconds.</param>
    /// <returns>null = nothing is due by <paramref name="nowNs"/>.</returns>
    public Net? First(long nowNs, out long due)
    {
        var first = _timed.MinBy(net => DueOf(net) ?? long.MaxValue);
        due = (first is null ? null : DueOf(first)) ?? long.MaxValue;
        return due <= nowNs ? first : null;
    }

    /// <summary>The pulse that the stimulus of a net plays; null = none.</summary>
    public PulseState? PulseOf(Net net) => _pulses.GetValueOrDefault(net);

    /// <summary>Puts a pulse in the place of the one that the net has; null = none. <see cref="Follow"/> comes after it.</summary>
    public void SetPulse(Net net, PulseState? pulse)
    {
        if (pulse is not null) _pulses[net] = pulse;
        else _pulses.Remove(net);
    }

    /// <summary>The net has other faults, or another pulse.</summary>
    public void Follow(Net net)
    {
        bool isTimed = net.Faults is not null || _pulses.ContainsKey(net);
        if (!isTimed) _timed.Remove(net);
        else if (!_timed.Contains(net)) _timed.Add(net);
        if (isTimed && !_ranks.ContainsKey(net)) _ranks[net] = ++_lastRank;
        else if (!isTimed) _ranks.Remove(net);
        Record?.Mark(net);
        Note(DueOf(net));
    }

    /// <summary>The place of a net among those on which something is due at one instant; 0 = it is none of them.</summary>
    public long RankOf(Net net) => _ranks.GetValueOrDefault(net);

    /// <summary>Goes on with the places that nets had in the process before; each net is one of these.</summary>
    public void Recall(IReadOnlyDictionary<Net, long> ranks)
    {
        foreach (var (net, rank) in ranks.OrderBy(each => each.Value))
        {
            (_ranks[net], _lastRank) = (rank, rank);
            _timed.Add(net);
        }
    }

    /// <summary>Drops faults and pulse of a net that is gone.</summary>
    public void Forget(Net net)
    {
        net.Faults = null;
        _pulses.Remove(net);
        _timed.Remove(net);
        _ranks.Remove(net);
        Record?.Mark(net);
    }

    /// <summary>Something is due at this instant, nanoseconds; null = never.</summary>
    public void Note(long? ns)
    {
        if (ns is null || _timerNs <= ns) return;
        _timerNs = ns;
        contact.Tell(NetProtocol.DueSooner.Instance);
    }

    public static long? Earlier(long? one, long? other) => one <= other || other is null ? one : other;

    private long? DueOf(Net net) => Earlier(net.Faults?.NextNs, PulseOf(net)?.DueNs);
}
