using System.Collections.Immutable;
using GpioHub.Rules.Links;

namespace GpioHub.Rules.Tests.Links;

/// <content>The hub that uses the chip, and what its guests see of it.</content>
internal sealed partial class LinkWorld
{
    public ImportState Import = null!;
    public ulong ConsumerBoot;
    public ulong ConsumerKnows;                                            // the owner's process, as far as it is up
    public ulong ConsumerHears;
    public bool ConsumerIsUp;

    /// <summary>The chip here has lost its device, and looks for it again some time.</summary>
    public bool IsLost;

    /// <summary>The chip is out of the file.</summary>
    public bool IsGone;
    public ImmutableArray<Want> Wants = [];

    /// <summary>The consumer's hub is killed, and another takes its place.</summary>
    /// <param name="epoch">Above those of before, or its clock has gone back.</param>
    /// <param name="recalled">It goes on from the record: what its guests want and have seen stays.</param>
    public void StartConsumer(ulong epoch, bool recalled)
    {
        ConsumerBoot += 2;
        (ConsumerKnows, ConsumerIsUp, IsLost, IsGone) = (0, false, true, false);
        Import = ImportState.Begun(Chip, epoch, recalled);
        Wants = [.. Wants.Select(want => recalled ? want with { Ticket = null, From = null } : default)];
    }

    /// <summary>The chip here is opened.</summary>
    public void Open()
    {
        (IsLost, IsGone) = (false, false);
        Carry(Import.Open([.. Wants.Select((want, i) => new OpenLine($"L{i}", want.Drive is not null))]));
    }

    /// <summary>The chip leaves the consumer's file.</summary>
    public void Leave()
    {
        (IsLost, IsGone) = (false, true);
        Wants = [.. Wants.Select(want => want with { Drive = null })];
        Carry(Import.Leave());
    }

    /// <summary>A guest drives a line, or makes it an input.</summary>
    public void Set(int line, bool? drive)
    {
        Wants = Wants.SetItem(line, Wants[line] with { Asked = drive });
        Ask(line, drive);
    }

    private void Ask(int line, bool? drive)
    {
        var decision = Import.Wish(line, drive is not null, drive ?? false);
        Wants = Wants.SetItem(line, Wants[line] with { Ticket = decision.Next.LastTicket, Asked = drive });
        Carry(decision);
    }

    private void Carry(ImportDecision decision)
    {
        Import = decision.Next;
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case ImportEffect.Say { Message: var message } when Passes(owner: false):
                    ToOwner = ToOwner.Add(message);
                    break;
                case ImportEffect.Lost:
                    IsLost = !IsGone;
                    break;
                case ImportEffect.Opened { Lines: var lines, IsRenewal: var renews }:
                    for (int i = 0; i < lines.Length; i++) Show(i, lines[i], renews);
                    TellWants();
                    break;
                case ImportEffect.Found { Line: var line, Facts: var facts }:
                    Show(line, facts, renews: false);
                    break;
                case ImportEffect.Edges { Number: var number, Lines: var shown }:
                    foreach (var edges in shown) Show(edges.Line, edges.Rising, edges.Falling, edges.Level);
                    if (number > 0) Carry(Import.Taken(Import.Epoch, number));
                    break;
                case ImportEffect.Answered { Line: var line, Ticket: var ticket, Outcome: var outcome }:
                    if (Wants[line].Ticket != ticket) break;               // a later wish is on its way
                    var want = Wants[line] with { Ticket = null };
                    Wants = Wants.SetItem(line, outcome == WishOutcome.Done ? want with { Drive = want.Asked } : want);
                    break;
            }
        }
    }

    /// <summary>The device has everything told anew that its lines want.</summary>
    private void TellWants()
    {
        for (int i = 0; i < Wants.Length; i++)
            if (Wants[i].Drive is { } level) Ask(i, level);
    }

    private void Show(int line, in ImportedLine facts, bool renews)
    {
        if (facts.Problem is not null) return;
        var want = Wants[line];
        if (renews)
        {
            if (facts.News is { } news) Show(line, news.Rising, news.Falling, news.Level);
            return;
        }

        bool differs = want.IsShown && want.Level != facts.Level;
        Wants = Wants.SetItem(line, want with
        {
            From = want.IsShown ? want.From : Import.Lines[line].Known,
            Delivered = want.Delivered + (differs ? 1 : 0),                // as of an unplugged chip that is back
            Level = facts.Level,
            IsShown = true,
        });
    }

    private void Show(int line, int rising, int falling, bool level)
    {
        var want = Wants[line];
        bool odd = (rising + falling) % 2 != 0;
        if (odd != (level != want.Level) || Math.Abs(rising - falling) > 1 || (odd && (rising > falling) != level))
            Break($"line {line} goes from {want.Level} to {level} by {rising} rising and {falling} falling edges");
        Wants = Wants.SetItem(line, want with { Level = level, Delivered = want.Delivered + rising + falling });
    }

    /// <summary>One line at the consumer.</summary>
    /// <param name="Drive">What its guest drives, as far as it was answered OK; null = nothing.</param>
    /// <param name="Asked">What it has asked for last.</param>
    /// <param name="Ticket">While that is not answered.</param>
    /// <param name="Level">As its guests see it.</param>
    /// <param name="IsShown">They have seen it at all.</param>
    /// <param name="Delivered">Edges that they have seen.</param>
    /// <param name="From">From where edges are counted; null = nobody knows any more.</param>
    internal readonly record struct Want(
        bool? Drive, bool? Asked, uint? Ticket, bool Level, bool IsShown, long Delivered, LevelCount? From);
}
