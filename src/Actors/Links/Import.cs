using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Links;
using GpioHub.Transports.Chips;
using static GpioHub.Actors.Links.LinkProtocol;

namespace GpioHub.Actors.Links;

/// <summary>One chip of another host that is used here: what its state decides is carried out here, towards the chip and towards the
/// owner. Its link's actor only.</summary>
internal sealed class Import(Link link, ImportState begun)
{
    private readonly Dictionary<uint, AskLine> _asked = [];                // by the state's ticket
    private OpenChip? _opened;
    private bool _waits;                                                   // the chip is to be opened, and the link is just beginning

    public ImportState State { get; private set; } = begun;

    /// <summary>The chip's id here; null = it was never opened.</summary>
    public string? Local => _opened?.Local;

    public void Open(OpenChip message)
    {
        if (_opened is { } other && other.Local != message.Local)
        {
            Tell(message.Chip, new PortProtocol.PortLost(
                $"chip {other.Local} is {message.Remote.Chip} of {message.Remote.Host} already", Absent: true, message.Opening));
            return;
        }

        _opened = message;
        _waits = link.IsBeginning;
        if (!_waits) Carry(State.Open(message.Lines));
    }

    /// <summary>A chip that waited for the link to begin waits no longer than that takes: guests of the hub before this one, whose chip was
    /// there, notice nothing.</summary>
    public void Wait()
    {
        if (!_waits || link.IsBeginning) return;
        _waits = false;
        Carry(State.Open(_opened!.Lines));
    }

    /// <summary>The same chip, for a link that has begun anew.</summary>
    public Import Anew(ImportState state) => new(link, state) { _opened = _opened, _waits = false };

    public void Ask(AskLine message)
    {
        int line = _opened is { } opened && opened.Opening == message.Opening ? opened.Places.IndexOf(message.Place) : -1;
        if (line < 0 || line >= State.Lines.Length)
        {
            Tell(_opened!.Chip, new RemoteAnswered(message, ChipOutcome.Gone));
            return;
        }

        var decision = State.Wish(line, message.Drive is not null, message.Drive ?? false);
        _asked[decision.Next.LastTicket] = message;
        Carry(decision);
    }

    /// <summary>The chip here is closed. One that was lost is closed too, and asks again.</summary>
    public void Close(CloseChip message)
    {
        if (message.ForGood) Carry(State.Leave());
        else if (State.Phase != ImportPhase.Lost && message.Opening == _opened!.Opening) Carry(State.Close());
        _waits &= !message.ForGood && message.Opening != _opened!.Opening;
        if (message.ForGood) _opened = null;
    }

    /// <summary>Puts a decision in force.</summary>
    public void Carry(in ImportDecision decision)
    {
        State = decision.Next;
        foreach (var effect in decision.Effects) Carry(effect);
        Wait();
    }

    private void Carry(ImportEffect effect)
    {
        if (effect is ImportEffect.Say said) link.Send(said.Message);
        if (_opened is not { } opened) return;
        switch (effect)
        {
            case ImportEffect.Opened { IsRenewal: false } now:
                var facts = new PortFacts(opened.Remote.Chip, opened.Remote.Host, [.. Places(now.Lines)]);
                Tell(opened.Chip, new RemoteOpened(facts, opened.Opening, [.. Drivable(now.Lines)]));
                TellLost(opened, [.. now.Lines.Index()]);
                break;
            case ImportEffect.Opened now:
                Tell(opened, 0, [.. now.Lines.Index().Where(line => line.Item.News is not null)
                    .Select(line => OfNews(line.Index, line.Item.News!.Value))]);
                Tell(opened.Chip, Found(opened, [.. now.Lines.Index()]));
                TellLost(opened, [.. now.Lines.Index()]);
                break;
            case ImportEffect.Found found:
                Tell(opened.Chip, Found(opened, [(found.Line, found.Facts)]));
                TellLost(opened, [(found.Line, found.Facts)]);
                break;
            case ImportEffect.Lost lost:
                Tell(opened.Chip, new PortProtocol.PortLost(lost.Why, Absent: true, opened.Opening));
                break;
            case ImportEffect.LookAgain:
                Tell(opened.Chip, PortProtocol.DevicesChanged.Instance);
                break;
            case ImportEffect.Edges edges:
                Tell(opened, edges.Number, edges.Lines);
                break;
            case ImportEffect.Answered answered when _asked.Remove(answered.Ticket, out var asked):
                Tell(opened.Chip, new RemoteAnswered(asked, OutcomeOf(answered.Outcome)) { Why = answered.Why });
                break;
        }
    }

    private static ChipOutcome OutcomeOf(WishOutcome outcome) => outcome switch
    {
        WishOutcome.Done => ChipOutcome.Done,
        WishOutcome.Refused => ChipOutcome.Refused,
        _ => ChipOutcome.Gone,
    };

    private static PortLine LineOf(in ImportedLine line) =>
        new(null, line.Problem, line.Problem is null, line.Problem is null ? line.Level : null, IsInput: true);

    private static ImportedEdges OfNews(int line, in LevelNews news) => new(line, news.Rising, news.Falling, news.Level, null, news.Lost);

    private static RemoteFound Found(OpenChip opened, (int Index, ImportedLine Line)[] lines) => new(
        [.. lines.Select(line => new FoundPin(opened.Places[line.Index], LineOf(line.Line)))], opened.Opening,
        [.. lines.Select(line => line.Line.MayDrive)]);

    /// <summary>In the order of the plan, where some places are not used.</summary>
    private IEnumerable<PortLine> Places(ImmutableArray<ImportedLine> lines) => InPlan(lines, line => LineOf(line), default(PortLine));

    private IEnumerable<bool> Drivable(ImmutableArray<ImportedLine> lines) => InPlan(lines, line => line.MayDrive, false);

    private IEnumerable<T> InPlan<T>(ImmutableArray<ImportedLine> lines, Func<ImportedLine, T> of, T unused)
    {
        var places = _opened!.Places;
        int count = places.IsEmpty ? 0 : places.Max() + 1;
        return Enumerable.Range(0, count).Select(place => places.IndexOf(place) is >= 0 and var line ? of(lines[line]) : unused);
    }

    private void TellLost(OpenChip opened, (int Index, ImportedLine Line)[] lines) => Tell(opened, 0,
        [.. lines.Where(line => line.Line.Lost > 0)
            .Select(line => new ImportedEdges(line.Index, 0, 0, line.Line.Level, null, line.Line.Lost))]);

    private void Tell(OpenChip opened, long number, ImmutableArray<ImportedEdges> lines)
    {
        if (lines.IsEmpty) return;
        var told = lines.Select(line => new ToldEdges(opened.Places[line.Line],
            new EdgeBurst(line.Rising, line.Falling, line.Level, (int)Math.Min(line.Lost, int.MaxValue)), link.Here(line.Ns)));
        Tell(opened.Chip, number == 0
            ? new PortProtocol.EdgesTold([.. told], opened.Opening)
            : new PortProtocol.EdgesTold([.. told], opened.Opening, link.Actor, new EdgesTaken(State.Chip, State.Epoch, number)));
    }

    private static void Tell(IActorRef chip, object message) => chip.Tell(message, ActorRefs.NoSender);
}
