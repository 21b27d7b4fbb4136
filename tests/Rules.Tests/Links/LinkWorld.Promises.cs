using GpioHub.Rules.Links;

namespace GpioHub.Rules.Tests.Links;

/// <content>What must hold in it.</content>
internal sealed partial class LinkWorld
{
    /// <summary>Beats that each side may need until all is well again.</summary>
    private const int MostBeats = 10;

    /// <summary>Messages after which nothing may be on its way any more, if nobody does anything.</summary>
    private const int MostSteps = 200;

    /// <summary>Nothing is cut any more, and nothing gets lost: how many beats it takes until both sides agree.</summary>
    /// <returns>null = they never do, and <see cref="Broken"/> says how they stand.</returns>
    public int? Heal()
    {
        IsCut = false;
        if (ChipIsAway) ReturnChip();
        for (int beats = 0; beats <= MostBeats; beats++)
        {
            if (beats > 0)
            {
                Beat(owner: true);
                Beat(owner: false);
            }

            foreach (bool owner in (ReadOnlySpan<bool>)[true, false])
                if (MayNoticeUp(owner)) NoticeUp(owner);
            Drain();
            if (IsLost) Open();
            Drain();
            if (Broken is null && Disagreement() is null) return beats;
        }

        Break(Disagreement()!);
        return null;
    }

    /// <summary>The other host is lost for good: what is driven for it ends.</summary>
    public void LoseConsumer()
    {
        IsCut = true;
        if (OwnerIsUp) NoticeDown(owner: true);
        Drain();
        if (MayRelease) Release();
        Drain();
        if (Pins.Any(pin => pin.IsDriven)) Break("LK-10: something is driven for a host that is lost");
    }

    /// <summary>What holds at any moment; null = it does.</summary>
    public string? Wrong()
    {
        for (int i = 0; i < Wants.Length; i++)
        {
            var want = Wants[i];
            bool waits = i < Import.Lines.Length && Import.Lines[i].Wish is not null;
            if (want.Ticket is not null != waits) return $"LK-03: line {i} and its link do not agree that it waits for an answer";
            if (Counted(i) is { } counted && want.Delivered + LostOf(i) > counted)
                return $"LK-08: line {i} has seen {want.Delivered} edges and lost {LostOf(i)} of {counted}";
        }

        return Broken;
    }

    private void Drain()
    {
        for (int steps = 0; FromChip.Count + ToOwner.Count + ToConsumer.Count > 0 && Broken is null; steps++)
        {
            if (steps == MostSteps) Break("LK-17: one message leads to another without end");
            if (FromChip.Count > 0) HearChip();
            else Deliver(toOwner: ToOwner.Count > 0);
        }
    }

    /// <summary>Edges that there have been since the line was opened first; null = nobody can know.</summary>
    private long? Counted(int line) => Wants[line].From is { } from && from.Boot == OwnerBoot ? Pins[line].Total - from.Total : null;

    private long LostOf(int line) => Wants.Length == 1 || line == 0 ? Import.LostEdges : 0;

    private string? Disagreement()
    {
        if (IsGone)
        {
            if (Import.Phase != ImportPhase.Idle || Export.Phase == ExportPhase.Open) return "the chip is needed no more, and not closed";
            return Pins.Any(pin => pin.IsDriven) ? "LK-10: something is driven of a chip that nobody needs" : null;
        }

        if (Import.Phase != ImportPhase.Open || Export.Phase != ExportPhase.Open || Import.Epoch != Export.Epoch)
            return $"LK-06: not open: {Import.Phase} {Import.Epoch} here, {Export.Phase} {Export.Epoch} at the owner";
        if (Export.Untaken is not null || Export.HasEdges) return "LK-09: edges are on their way still";
        long delivered = 0, counted = 0;
        for (int i = 0; i < Wants.Length; i++)
        {
            var (want, pin) = (Wants[i], Pins[i]);
            if (want.Ticket is not null) return $"LK-03: a wish for line {i} is not answered";
            if (want.Level != pin.Level) return $"LK-08: line {i} is {want.Level} here, {pin.Level} at the owner";
            var drive = want.Drive is { } level ? level ? ExportWish.DriveHigh : ExportWish.DriveLow : ExportWish.None;
            if (drive != pin.Drive) return $"LK-08: line {i} is to be {drive}, and is {pin.Drive} at the owner";
            if (Counted(i) is not { } count)
                return Import.LostIsExact ? $"LK-08: edges of line {i} are unknown, and are said to be exact" : null;
            (delivered, counted) = (delivered + want.Delivered, counted + count);
        }

        if (!Import.LostIsExact) return "LK-08: what was lost is said to be unknown, and is known";
        long lost = Import.LostEdges;
        return delivered + lost == counted ? null : $"LK-08: {delivered} edges seen, {lost} lost, of {counted}";
    }
}
