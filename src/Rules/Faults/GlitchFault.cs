namespace GpioHub.Rules.Faults;

/// <summary><c>glitch</c>: readers see the opposite level for a moment, at once and then once in every period. Each glitch
/// counts.</summary>
/// <param name="Left">Glitches still to begin.</param>
/// <param name="PeriodNs">From the beginning of one glitch to that of the next, &gt; <paramref name="WidthNs"/>; not used for a single
/// glitch.</param>
/// <param name="WidthNs">&gt; 0.</param>
internal sealed record GlitchFault(int Left, long PeriodNs, long WidthNs) : NetFault
{
    private bool _on;
    private long? _dueNs;

    public override bool Level => Input ^ _on;

    public override long? DueNs => _dueNs;

    public override bool IsSpent => Left == 0 && !_on;

    private protected override void Save(ref WordWriter words)
    {
        words.Add((long)Left);
        words.Add(_on);
        words.Add(_dueNs);
    }

    private protected override NetFault? Load(ref WordReader words)
    {
        var read = this with { Left = words.Number(), _on = words.Bool(), _dueNs = words.Optional() };
        return read.Left >= 0 && read.Left < Left && read._dueNs.HasValue == (read._on || read.Left > 0) ? read : null;
    }

    protected override NetFault Begin(long ns) => this with { Left = Left - 1, Fired = Fired + 1, _on = true, _dueNs = ns + WidthNs };

    protected override NetFault Change(long ns) => this;

    protected override NetFault Pass(long ns) => _on
        ? this with { _on = false, _dueNs = Left > 0 ? ns - WidthNs + PeriodNs : null }
        : Begin(ns);
}
