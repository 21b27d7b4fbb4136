using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Links;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Links;

/// <summary>One chip line for one other host, as a guest's line would use it: what is asked of it, one operation at a time, and what it
/// tells. Its link's actor only.</summary>
/// <remarks>Edges are counted from the count of the net at the instant at which the watch began, so that each number is the net's own. A
/// watch that goes on is not begun anew: its edges would be lost.</remarks>
internal sealed class ExportUser
{
    private readonly LineOperation _operation;
    private (ExportAsk Ask, Action<LineOperation>? Done)? _wish;           // waits for its turn; a later one replaces it
    private (ExportAsk Ask, Action<LineOperation>? Done)? _watch;          // likewise
    private Action<LineOperation>? _done;
    private DesiredLine _desired;
    private uint _generation;
    private bool _isBusy;
    private bool _hasCome = true;                                          // edges that nobody has taken, or whoever was here before
    private bool _isFresh;                                                 // the other host has begun anew, and has asked for nothing yet
    private bool _miscounts;                                               // more edges came than a word counts
    private long? _base;                                                   // edges of the net when the watch began; null = not known yet
    private long _counted;                                                 // since
    private SeenEdges? _seen;

    public ExportUser(Mapping mapping)
    {
        (Mapping, _operation) = (mapping, new LineOperation(mapping) { AsksWhy = true });
        (_desired, _generation) = (mapping.Desired, mapping.Desired.Generation);
    }

    public Mapping Mapping { get; }

    /// <summary>Something is driven for the other host.</summary>
    public bool Drives => _desired.Direction == GpioDirection.Out && !_desired.Released;

    private bool Watches => _desired.Irq != IrqType.None;

    /// <summary>The other host begins anew: what it says first that it drives, it drives already.</summary>
    public void BeginAnew() => _isFresh = true;

    /// <summary>Watches the line, and tells how it stands. From then on every edge is told.</summary>
    public void Look(Action<LineOperation> seen) => Add(ExportAsk.Look, seen);

    /// <summary>Watches the line no more.</summary>
    public void LookAway()
    {
        if (Watches || _isBusy) Add(ExportAsk.LookAway, null);
    }

    /// <summary>Drives the line for the other host, or lets it go.</summary>
    public void Ask(ExportWish wish, Action<LineOperation> done) => Add(ExportAsk.For(wish), done);

    /// <summary>Lets go of everything, whatever was asked.</summary>
    public void End()
    {
        (_wish, _watch) = (null, null);
        Add(ExportAsk.End, null);
    }

    /// <summary>The chip tells of edges. It tells of no more until they are taken.</summary>
    public void HasCome() => _hasCome = true;

    /// <summary>Takes edges that the chip has told of: those of the present watch.</summary>
    /// <returns>false = it has told of none.</returns>
    public bool Take()
    {
        if (!_hasCome) return false;
        _hasCome = false;
        Count();
        return true;
    }

    /// <summary>Takes what has been seen and not been told, with the net's count of edges after it.</summary>
    /// <returns>null = nothing, or the count is not known yet.</returns>
    public (SeenEdges Edges, long Total)? Tell()
    {
        if (_seen is not { } seen || _base is not { } begun) return null;
        _seen = null;
        return (seen, begun + _counted);
    }

    /// <summary>The chip has answered the operation.</summary>
    public void Done(LineOperation operation)
    {
        if (operation != _operation || !_isBusy) return;
        _isBusy = operation.Answered = false;
        bool isDone = operation.Outcome == ChipOutcome.Done;
        if (isDone && operation.Desired.Generation != _desired.Generation) Begin(operation);
        if (isDone || operation.Ask == ChipAsk.Tell) _desired = operation.Desired;
        var done = _done;
        _done = null;
        done?.Invoke(operation);
        Next();
    }

    private void Count()
    {
        var word = Mapping.Edges.Take(out var times);
        if (word.Generation != _generation || word.Rising + word.Falling == 0) return;
        _counted += word.Rising + word.Falling;
        var before = _seen ?? default;
        _seen = new SeenEdges(before.Rising + word.Rising, before.Falling + word.Falling, word.Level, times.LastNs);
        if (word.Rising < EdgeWord.MostEdges && word.Falling < EdgeWord.MostEdges) return;
        _miscounts = true;                                                 // the chip knows how many there were
        if (_watch is null) Add(ExportAsk.Look, null);
    }

    private void Add(in ExportAsk ask, Action<LineOperation>? done)
    {
        if (ask.Of == ExportAsk.Watch.Keep) _wish = (ask, done);
        else _watch = (ask, done);
        Next();
    }

    private void Next()
    {
        if (_isBusy || (_wish ?? _watch) is not { } next) return;
        if (_wish is not null) _wish = null;
        else _watch = null;
        var desired = next.Ask.Desired(_desired);
        bool isAnew = !Watches || _base is null;                           // null: the process before this one has watched it
        if (next.Ask.Watches && (isAnew || _miscounts))
        {
            desired = desired with { Generation = ++_generation };
            (_base, _counted, _miscounts) = (null, 0, false);
            if (isAnew) _seen = null;
        }

        // that would be no write: by it the line's last writer would be another
        _operation.Writes = next.Ask.Drives && !(_isFresh && desired == _desired);
        _isFresh &= next.Ask.Watches;
        (_operation.Ask, _operation.Desired, _done, _isBusy) = (next.Ask.Asks, desired, next.Done, true);
        _operation.ToChip();
    }

    /// <summary>A watch has begun. If there was one before, its last edges are known by their number only.</summary>
    private void Begin(LineOperation operation)
    {
        _base = operation.Edges;
        if (!Watches) return;
        var before = _seen ?? default;
        _seen = before with { Level = _counted == 0 ? operation.Level : before.Level };
    }
}

/// <summary>Edges that a chip has told of a line.</summary>
/// <param name="Level">After them.</param>
/// <param name="Ns">CLOCK_MONOTONIC at the last of them, nanoseconds; 0 = not known.</param>
internal readonly record struct SeenEdges(int Rising, int Falling, bool Level, long Ns);
