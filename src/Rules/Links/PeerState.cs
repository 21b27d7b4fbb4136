using GpioHub.Rules.Plan;

namespace GpioHub.Rules.Links;

/// <summary>The hub of another host as this hub hears it: who it is, whether each hears the other, how its clock stands. Pure. Source:
/// LK-07, LK-13, LK-14.</summary>
/// <remarks>
/// That it is heard is not enough. The way back may be cut alone, and then the other has given this hub up while its beats go on. So a beat
/// counts only as far as it says that this hub's own beats arrive there. The same keeps processes apart: another process is up only when
/// each has heard the other, and from the first beat of the new one on nothing about chips is let in until then. Whoever carries this out
/// calls <see cref="PassTime"/> once every <see cref="PeerRules.BeatNs"/>.
/// </remarks>
public sealed record PeerState
{
    private PeerState(PeerRules rules, long ns) => (Rules, SinceNs) = (rules, ns);

    public PeerRules Rules { get; init; }

    public PeerPhase Phase { get; private init; }

    /// <summary>When the phase began, nanoseconds.</summary>
    public long SinceNs { get; private init; }

    /// <summary>The reason of Away or Refused, or why a peer that is up was down a moment before; for a person; null = none.</summary>
    public string? Why { get; private init; }

    /// <summary>The process that answers there; 0 = none has yet.</summary>
    public ulong Boot { get; private init; }

    /// <summary>The one before it: its late messages bring it back no more. 0 = none.</summary>
    public ulong Former { get; private init; }

    /// <summary>The digest of its file, as for <see cref="Beat.File"/>.</summary>
    public ulong File { get; private init; }

    /// <summary>The last beat that came.</summary>
    public BeatEcho Last { get; private init; } = BeatEcho.None;

    /// <summary>When something came last that counts, nanoseconds.</summary>
    public long HeardNs { get; private init; }

    /// <summary>When the newest beat was sent of which the other says that it has come there, nanoseconds.</summary>
    public long HearsNs { get; private init; }

    public SentBeats Sent { get; private init; } = SentBeats.None;

    public ClockOffset Clock { get; private init; } = ClockOffset.None;

    /// <summary>How often it has come up, 0 or more.</summary>
    public long Ups { get; private init; }

    /// <summary>Beats that were late, doubled or made no sense.</summary>
    public long Dropped { get; private init; }

    /// <summary>Messages about chips are let in. Others are dropped, and nothing about chips is sent.</summary>
    public bool Passes => Phase == PeerPhase.Up && Last.Boot == Boot;

    /// <summary>The other runs another file of the same rig.</summary>
    public bool FileDiffers => File != 0 && Rules.File != 0 && File != Rules.File;

    /// <summary>Nobody has been heard.</summary>
    public static PeerState Begun(PeerRules rules, long ns) => new(rules, ns);

    /// <summary>A message about a chip has come. A peer that is not up does not come up by it.</summary>
    public PeerState Heard(long ns) => Passes ? this with { HeardNs = ns } : this;

    /// <summary>Time has passed: a beat is due.</summary>
    public PeerDecision PassTime(long ns)
    {
        string? why = Phase switch
        {
            PeerPhase.Up or PeerPhase.Refused when ns - HeardNs > Rules.AwayNs => $"nothing has come for {Text(Rules.AwayNs)}",
            PeerPhase.Up when ns - HearsNs > Rules.UnheardNs => $"it has heard nothing of this hub for {Text(Rules.UnheardNs)}",
            _ => null,
        };
        var change = why is null ? PeerChange.None : Phase == PeerPhase.Up ? PeerChange.Down | PeerChange.Said : PeerChange.Said;
        return (why is null ? this : this with { Phase = PeerPhase.Away, SinceNs = ns, Why = why }).Beating(change, ns);
    }

    /// <summary>A beat has come.</summary>
    public PeerDecision Heard(Beat beat, long ns)
    {
        bool old = beat.Boot == 0 || beat.Boot == Former || (beat.Boot == Last.Boot && beat.Number <= Last.Number);
        if (old) return new PeerDecision(this with { Dropped = Dropped + 1 }, PeerChange.None, null);
        bool another = beat.Boot != Last.Boot;
        var next = this with { Last = new BeatEcho(beat.Boot, beat.Number, ns) };
        if (Refusal(beat) is { } why) return next.Refused(why, another, ns);
        if (Answered(beat, ns) is { } sentNs) return next.Answered(beat, sentNs, another, ns);
        if (Phase == PeerPhase.Up && beat.Boot == Boot) next = next with { HeardNs = ns };
        return another ? next.Beating(PeerChange.None, ns) : new PeerDecision(next, PeerChange.None, null);
    }

    private string? Refusal(Beat beat)
    {
        if (beat.Protocol != LinkMessage.Version) return $"it speaks version {beat.Protocol} of the link, this hub {LinkMessage.Version}";
        if (beat.Rig != Rules.Rig) return $"it belongs to the rig {beat.Rig}, this hub to {Rules.Rig}";
        if (beat.Boot == Rules.Boot) return "it is this hub itself";
        return beat.Host != Rules.Peer ? $"it is {beat.Host}, not {Rules.Peer}" : null;
    }

    /// <summary>When the beat of this hub was sent which the other has just said that it got; null = it has got none, or none of
    /// late.</summary>
    private long? Answered(Beat beat, long ns) =>
        beat.Echo.Boot == Rules.Boot && Sent.At(beat.Echo.Number) is { } sentNs && ns - sentNs <= Rules.UnheardNs ? sentNs : null;

    private PeerDecision Refused(string why, bool another, long ns)
    {
        bool same = Phase == PeerPhase.Refused && Why == why;
        var change = Phase == PeerPhase.Up ? PeerChange.Down : PeerChange.None;
        var next = this with { Phase = PeerPhase.Refused, Why = why, HeardNs = ns, SinceNs = same ? SinceNs : ns };
        if (!same) change |= PeerChange.Said;
        return another ? next.Beating(change, ns) : new PeerDecision(next, change, null);    // so that it can say why, too
    }

    private PeerDecision Answered(Beat beat, long sentNs, bool another, long ns)
    {
        bool restarted = Boot != 0 && beat.Boot != Boot;
        bool begins = Phase != PeerPhase.Up || restarted;
        var change = PeerChange.None;
        if (Phase == PeerPhase.Up && restarted) change |= PeerChange.Down;
        if (restarted) change |= PeerChange.Restarted;
        if (begins) change |= PeerChange.Up | PeerChange.Said;
        var next = this with
        {
            Phase = PeerPhase.Up,
            SinceNs = begins ? ns : SinceNs,
            Why = restarted ? "its hub has begun anew" : null,
            Boot = beat.Boot,
            Former = restarted ? Boot : Former,
            File = beat.File,
            HeardNs = ns,
            HearsNs = begins ? sentNs : Math.Max(HearsNs, sentNs),
            Clock = (restarted ? ClockOffset.None : Clock).With(sentNs, beat.Echo.ReceivedNs, beat.SentNs, ns),
            Ups = begins ? Ups + 1 : Ups,
        };
        return begins || another ? next.Beating(change, ns) : new PeerDecision(next, change, null);   // the other comes up by it at once
    }

    private PeerDecision Beating(PeerChange change, long ns)
    {
        var sent = Sent.With(ns);
        var beat = new Beat(LinkMessage.Version, Rules.Rig, Rules.Host, Rules.File, Rules.Boot, sent.Last, ns, Last);
        return new PeerDecision(this with { Sent = sent }, change, beat);
    }

    private static string Text(long ns) => TimeText.Of(TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick));
}
