using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;

namespace GpioHub.Actors.Links;

/// <summary>One line of a remote chip as its port knows it. Chip's reactor only.</summary>
internal sealed class RemoteLine(Net net)
{
    private bool _isKnown;
    private bool? _drive;
    private (bool IsKnown, bool? Drive) _before;
    private bool _soughtDriven;

    public Net Net { get; } = net;

    /// <summary>The owner has the line and gives it.</summary>
    public bool IsUsable { get; private set; }

    public bool MayDrive { get; private set; }

    /// <summary>The number of the last wish.</summary>
    public uint Ticket { get; private set; }

    /// <summary>Since when the owner has not answered it; null = it has.</summary>
    public long? AskedNs { get; private set; }

    /// <summary>The owner is known to have this from here.</summary>
    /// <param name="drive">null = it is let go.</param>
    public bool Has(bool? drive) => _isKnown && _drive == drive;

    /// <summary>The owner is asked to open the line.</summary>
    /// <param name="drives">It was told that this host drives the line: it goes on with what it has of that. Else it lets go.</param>
    public void Sought(bool drives) => _soughtDriven = drives;

    public void Opened(in PortLine line, bool mayDrive)
    {
        (IsUsable, MayDrive) = (line.MayBeTried, mayDrive);
        (_isKnown, _drive) = (!_soughtDriven, null);
    }

    /// <summary>The owner has opened the line beside others, or anew.</summary>
    public void Found(in PortLine line, bool mayDrive)
    {
        if (IsUsable && line.MayBeTried) MayDrive = mayDrive;
        else Opened(line, mayDrive);
    }

    public void Asked(bool? drive, long ns)
    {
        Ticket++;
        AskedNs = ns;
        _before = (_isKnown, _drive);
        if (drive != _drive) _isKnown = false;
    }

    public void Answered(LinkProtocol.AskLine asked, bool isDone)
    {
        if (asked.Ticket != Ticket) return;
        AskedNs = null;
        (_isKnown, _drive) = isDone ? (true, asked.Drive) : _before;
    }
}
