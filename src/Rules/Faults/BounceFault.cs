namespace GpioHub.Rules.Faults;

/// <summary><c>bounce</c>: after each edge the contact opens and closes again <paramref name="Count"/> times, at instants that the seed
/// decides. Each edge that bounces counts.</summary>
/// <remarks>
/// The edge itself is seen at once. In each of the <paramref name="Count"/> periods after it the level goes back at a random instant of the
/// first half, and comes again at a random instant of the second half. So the bouncing ends after Count periods, and the level is the one
/// that came in. Another edge meanwhile begins anew.
/// </remarks>
/// <param name="Count">Bounces after an edge, 1 or more.</param>
/// <param name="PeriodNs">Of one bounce, at least 100 µs.</param>
/// <param name="Random">Of <see cref="RandomState"/>.</param>
internal sealed record BounceFault(int Count, long PeriodNs, ulong Random) : NetFault
{
    private const long StepNs = 1000;             // instants are whole microseconds after the edge

    private bool _shown;
    private int _left;                            // changes still to come; even = the next one goes back
    private long _sinceNs;
    private long _dueNs;

    public override bool Level => _shown;

    public override long? DueNs => _left > 0 ? _dueNs : null;

    protected override NetFault Begin(long ns) => this with { _shown = Input };

    protected override NetFault Change(long ns) =>
        (this with { Fired = Fired + 1, _shown = Input, _left = 2 * Count, _sinceNs = ns }).Scheduled();

    protected override NetFault Pass(long ns) => (this with { _shown = !_shown, _left = _left - 1 }).Scheduled();

    private protected override void Save(ref WordWriter words)
    {
        words.Add(Random);
        words.Add(_shown);
        words.Add((long)_left);
        words.Add(_sinceNs);
        words.Add(_dueNs);
    }

    private protected override NetFault? Load(ref WordReader words)
    {
        var read = this with
        {
            Random = words.Word(),
            _shown = words.Bool(),
            _left = words.Number(),
            _sinceNs = words.Value(),
            _dueNs = words.Value(),
        };
        return read._left >= 0 && read._left <= 2 * Count ? read : null;
    }

    private BounceFault Scheduled()
    {
        if (_left == 0) return this;
        long half = PeriodNs / StepNs / 2;
        var (next, random) = RandomState.Next(Random);
        long within = 1 + (long)(random % (ulong)(half - 1));                          // 1 … half − 1: no two changes in one instant
        long bounce = Count - ((_left + 1) / 2);
        return this with { Random = next, _dueNs = _sinceNs + (bounce * PeriodNs) + (((_left % 2 == 0 ? 0 : half) + within) * StepNs) };
    }
}

/// <summary>Random numbers as a value: SplitMix64 (Steele, Lea, Flood 2014). Not for secrets.</summary>
internal static class RandomState
{
    public static (ulong Next, ulong Number) Next(ulong state)
    {
        state += 0x9e3779b97f4a7c15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return (state, z ^ (z >> 31));
    }
}
