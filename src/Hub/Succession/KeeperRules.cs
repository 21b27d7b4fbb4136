using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>What a keeper does when its hub has ended. Source: IF-2.20.</summary>
internal static class KeeperRules
{
    /// <summary>EX_TEMPFAIL of sysexits.h: a successor cannot go on with what was left, and says why in its log.</summary>
    public const int Refused = 75;

    /// <summary>Another process goes on with the same record.</summary>
    public const int Busy = 5;

    /// <summary>So many in a row that died before they were up are enough, if they died within <see cref="WithinNs"/>.</summary>
    public const int MostDeaths = 10;

    public const long WithinNs = 10_000_000_000;

    private const int SigKill = 9, SigTerm = 15, SigInt = 2, SigHup = 1, SigQuit = 3;

    /// <summary>Exit codes that a hub chooses; docs/cli.md lists them.</summary>
    private static ReadOnlySpan<int> Chosen => [0, 1, 2, 3, 4, Busy, 78, 124];

    /// <param name="life">The hub that has ended.</param>
    /// <param name="end">How it has.</param>
    /// <param name="killed">The keeper itself killed it, for this reason; Unknown = it did not.</param>
    public static Verdict WhenHubEnds(HubLife life, ProcessEnd end, EndedBy killed)
    {
        if (life.StopAsked) return new Verdict(Next.End, killed == EndedBy.Unknown ? end.ShellCode : 0, EndedBy.Unknown);
        if (!life.Kept) return new Verdict(Next.End, end.ShellCode, EndedBy.Unknown);
        if (killed == EndedBy.Unknown && end.Signal == 0)
        {
            bool begins = life is { IsSuccessor: true, Ready: false };
            if (end.Code == Refused && begins) return new Verdict(Next.Anew, Refused, EndedBy.Unknown);
            if (Chosen.Contains(end.Code))
            {
                // What stopped it may lie in what was left; if it does not, the next one ends in the same way.
                bool tryAnew = begins && end.Code is not (0 or Busy);
                return new Verdict(tryAnew ? Next.Anew : Next.End, end.Code, EndedBy.Unknown);
            }
        }

        var by = killed != EndedBy.Unknown ? killed : IsFromOutside(end) ? EndedBy.Outside : EndedBy.Crash;
        if (life.Ready) return new Verdict(Next.GoOn, end.ShellCode, by);
        if (!life.IsSuccessor) return new Verdict(Next.End, end.ShellCode, by);
        return new Verdict(life.DeathsInARow >= MostDeaths ? Next.Anew : Next.GoOn, end.ShellCode, by);
    }

    /// <summary>Deaths in a row with one more.</summary>
    /// <param name="ready">It was up when it died: that begins a new row.</param>
    public static (int Count, long SinceNs) Counted((int Count, long SinceNs) row, bool ready, long nowNs)
    {
        if (ready) return (0, 0);
        return row.Count == 0 || nowNs - row.SinceNs > WithinNs ? (1, nowNs) : (row.Count + 1, row.SinceNs);
    }

    private static bool IsFromOutside(ProcessEnd end) => end.Signal is SigKill or SigTerm or SigInt or SigHup or SigQuit;
}

/// <summary>What a keeper knows of the hub that has ended.</summary>
/// <param name="StopAsked">The keeper has been told to end, and has passed that on.</param>
/// <param name="Kept">The hub wants to be kept (hub.keep).</param>
/// <param name="Ready">It was up.</param>
/// <param name="IsSuccessor">It was given what another had left.</param>
/// <param name="DeathsInARow">How many died before they were up, this one included.</param>
internal readonly record struct HubLife(bool StopAsked, bool Kept, bool Ready, bool IsSuccessor, int DeathsInARow);

/// <param name="Code">The keeper's exit code, if it ends.</param>
internal readonly record struct Verdict(Next Next, int Code, EndedBy By);

internal enum Next
{
    /// <summary>The keeper ends too.</summary>
    End,

    /// <summary>A successor goes on with what is kept.</summary>
    GoOn,

    /// <summary>A hub begins anew: what was kept is given up.</summary>
    Anew,
}
