using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Links;

namespace GpioHub.Actors.Links;

/// <summary>The chips of this host whose lines one other host may have. Its link's actor only.</summary>
internal sealed class LinkExports(Link link)
{
    private readonly Dictionary<string, Export> _chips = [];
    private LinkPace _pace = LinkPace.Begun(link.Home.NowNs);

    /// <summary>Lines of this host that are used there.</summary>
    public int Lines => _chips.Values.Sum(chip => chip.State.Given);

    public long Dropped => _chips.Values.Sum(chip => chip.State.Dropped);

    /// <summary>What may be shared, from here on.</summary>
    public void Share(ImmutableArray<SharedChip> chips)
    {
        foreach (string gone in _chips.Keys.Except(chips.Select(chip => chip.Id)).ToArray())
        {
            _chips[gone].End($"{link.Plan.Host} shares it no more");
            _chips.Remove(gone);
        }

        foreach (var chip in chips)
        {
            if (_chips.TryGetValue(chip.Id, out var export)) export.Share(chip);
            else _chips[chip.Id] = new Export(link, chip, Rules);
        }
    }

    /// <summary>A message of the consumer has come.</summary>
    public void Take(ChipLinkMessage message)
    {
        var (chip, epoch) = (message.Chip, message.Epoch);
        if (_chips.TryGetValue(chip, out var export))
        {
            export.TakeEdges();                                            // so that a receipt finds what came before it
            export.Carry(export.State.Hear(message, link.Home.NowNs));
        }
        else if (message is Open) link.Send(new Refused(chip, epoch, epoch, $"{link.Plan.Host} shares no chip {chip}"));
        else link.Drop();
        Tell();
    }

    /// <summary>A chip tells of edges.</summary>
    public void Edges(PendingEdges edges)
    {
        foreach (var export in _chips.Values)
            if (export.Sense(edges)) break;
        Tell();
    }

    /// <summary>A chip has answered an operation.</summary>
    public void Done(LineOperation operation)
    {
        if (_chips.TryGetValue(operation.Mapping.Address.Chip, out var export)) export.Done(operation);
        Tell();
    }

    public void ChipBack(IActorRef chip) => Of(chip)?.ChipBack();

    /// <summary>A chip is away; it is asked why.</summary>
    public void ChipLost(IActorRef chip) => Of(chip)?.ChipLost();

    public void ChipIs(ChipCounts counts)
    {
        if (_chips.TryGetValue(counts.Id, out var export)) export.ChipIs(counts.State, counts.LastError);
    }

    public void PeerUp() => ForEach(export => export.Carry(export.State.LinkUp()));

    public void PeerRestarted() => ForEach(export => export.Carry(export.State.PeerRestarted(link.Home.NowNs)));

    public void PeerAway() => ForEach(export => export.Carry(export.State.LinkDown(link.Home.NowNs)));

    /// <summary>A beat is due.</summary>
    public void PassTime()
    {
        ForEach(export =>
        {
            export.Carry(export.State.PassTime(link.Home.NowNs));
            export.Carry(export.State.Beat());
        });
        Tell();
    }

    /// <summary>Other settings of the link.</summary>
    public void Replan() => ForEach(export => export.Carry(ExportDecision.Keep(export.State with { Rules = Rules })));

    /// <summary>The other host is no part of the rig any more.</summary>
    public void LetGo() => ForEach(export => export.End("the configuration has this host no more"));

    /// <summary>The same chips, as if they were shared for the first time.</summary>
    public LinkExports Anew()
    {
        var anew = new LinkExports(link);
        anew.Share([.. _chips.Values.Select(export => export.Shared)]);
        return anew;
    }

    private ExportRules Rules => new(
        link.Plan.Host, link.Boot, link.State.Rules.AwayNs,
        link.Peer.WhenStopped is { } time ? time.Ticks * TimeSpan.NanosecondsPerTick : null);

    private Export? Of(IActorRef chip) => _chips.Values.FirstOrDefault(export => export.Shared.Chip.Equals(chip));

    /// <summary>Tells what edges there are, as far as the pace allows.</summary>
    public void Tell()
    {
        link.DueNs = null;
        foreach (var export in _chips.Values)
        {
            if (!export.State.KeepsBack) export.TakeEdges();
            if (!export.State.HasEdges) continue;
            if (!_pace.Take(export.State.IsCongested, link.Home.NowNs, out _pace))
            {
                link.DueNs = _pace.NextNs;
                return;
            }

            export.TakeEdges();
            export.Carry(export.State.Tell());
        }
    }

    private void ForEach(Action<Export> act)
    {
        foreach (var export in _chips.Values) act(export);
    }
}
