using System.Collections.Immutable;

namespace GpioHub.Rules.Faults;

/// <summary><c>delay</c>: readers see each edge later, always by the same time. Each delayed edge counts.</summary>
/// <param name="DelayNs">&gt; 0.</param>
internal sealed record DelayFault(long DelayNs) : NetFault
{
    /// <summary>The most edges on their way at one time. Our limit: a line that toggles faster loses pulses, never its last
    /// level.</summary>
    public const int MostUnderWay = 256;

    private bool _shown;
    private ImmutableList<long> _due = [];

    public override bool Level => _shown;

    public override long? DueNs => _due.IsEmpty ? null : _due[0];

    protected override NetFault Begin(long ns) => this with { _shown = Input };

    protected override NetFault Change(long ns) => this with
    {
        Fired = Fired + 1,
        _due = _due.Count == MostUnderWay ? _due.RemoveAt(MostUnderWay - 1) : _due.Add(ns + DelayNs),   // two more edges cancel each other
    };

    protected override NetFault Pass(long ns) => this with { _shown = !_shown, _due = _due.RemoveAt(0) };
}
