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

    private protected override void Save(ref WordWriter words)
    {
        words.Add(_shown);
        words.Add((long)_due.Count);
        foreach (long due in _due) words.Add(due);
    }

    private protected override NetFault? Load(ref WordReader words)
    {
        bool shown = words.Bool();
        int count = words.Number();
        if (count is < 0 or > MostUnderWay) return null;
        var due = ImmutableList.CreateBuilder<long>();
        for (int i = 0; i < count; i++) due.Add(words.Value());
        for (int i = 1; i < count; i++) if (due[i] < due[i - 1]) return null;
        return this with { _shown = shown, _due = due.ToImmutable() };
    }

    protected override NetFault Pass(long ns) => this with { _shown = !_shown, _due = _due.RemoveAt(0) };
}
