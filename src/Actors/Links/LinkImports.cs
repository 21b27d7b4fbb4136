using GpioHub.Rules.Links;
using static GpioHub.Actors.Links.LinkProtocol;

namespace GpioHub.Actors.Links;

/// <summary>The chips of one other host that are used here. Its link's actor only.</summary>
internal sealed class LinkImports(Link link)
{
    private readonly Dictionary<string, Import> _chips = [];               // by the owner's id

    /// <summary>Lines of the other host that are used here.</summary>
    public int Lines => _chips.Values.Sum(chip => chip.State.Phase == ImportPhase.Open
        ? chip.State.Lines.Count(line => line.Problem is null)
        : 0);

    public long LostEdges => _chips.Values.Sum(chip => chip.State.LostEdges);

    public bool LostIsExact => _chips.Values.All(chip => chip.State.LostIsExact);

    public long Dropped => _chips.Values.Sum(chip => chip.State.Dropped);

    public void Open(OpenChip message)
    {
        var import = _chips.GetValueOrDefault(message.Remote.Chip);
        if (import is null)
        {
            import = new Import(link, ImportState.Begun(message.Remote.Chip, link.Home.Boot, link.Home.GoesOn));
            _chips[message.Remote.Chip] = import;
            if (link.State.Phase == PeerPhase.Up) import.Carry(import.State.LinkUp());
            else if (link.State.Why is { } why) import.Carry(import.State.LinkDown(link.Away(why)));
        }

        import.Open(message);
    }

    public void Ask(AskLine message)
    {
        if (Of(message.Local) is { } import) import.Ask(message);
    }

    public void Close(CloseChip message)
    {
        if (Of(message.Local) is { } import) import.Close(message);
    }

    public void Taken(EdgesTaken message)
    {
        if (_chips.TryGetValue(message.Chip, out var import)) import.Carry(import.State.Taken(message.Epoch, message.Number));
    }

    /// <summary>A message of the owner has come.</summary>
    public void Take(ChipLinkMessage message)
    {
        if (_chips.TryGetValue(message.Chip, out var import)) import.Carry(import.State.Hear(message));
        else link.Drop();
    }

    /// <summary>The other hub is heard.</summary>
    public void Find() => ForEach(import => import.Carry(import.State.LinkUp()));

    /// <summary>The other hub is heard no more, or is another process.</summary>
    public void Lose(string why) => ForEach(import => import.Carry(import.State.LinkDown(why)));

    /// <summary>A beat is due.</summary>
    public void PassTime() => ForEach(import =>
    {
        import.Wait();
        import.Carry(import.State.Beat());
    });

    /// <summary>Nobody needs them any more.</summary>
    public void Stop() => ForEach(import => import.Carry(import.State.Leave()));

    /// <summary>The same chips, of which nothing is open: each hears that it is lost.</summary>
    public LinkImports Anew()
    {
        Lose("the link begins anew");
        var anew = new LinkImports(link);
        foreach (var (chip, import) in _chips) anew._chips[chip] = import.Anew(ImportState.Begun(chip, link.Boot, isSuccessor: true));
        return anew;
    }

    private Import? Of(string local) => _chips.Values.FirstOrDefault(import => import.Local == local);

    private void ForEach(Action<Import> act)
    {
        foreach (var import in _chips.Values) act(import);
    }
}
