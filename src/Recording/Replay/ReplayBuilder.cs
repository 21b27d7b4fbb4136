using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Recording.Vcd;

namespace GpioHub.Recording.Replay;

/// <summary>Makes a plan of a file that <see cref="VcdReader"/> reads. It keeps the steps of the mapped lines, however much else is in the
/// file.</summary>
public sealed class ReplayBuilder : IVcdSink
{
    /// <summary>Steps of one plan: 16 bytes each.</summary>
    public const int MostSteps = 1_000_000;                         // our limit: 16 MB

    private readonly ReplayOrder _order;
    private readonly ImmutableArray<ReplayStep>.Builder _steps = ImmutableArray.CreateBuilder<ReplayStep>();
    private ILookup<int, ReplayWire> _wires = Array.Empty<int>().ToLookup(key => key, _ => default(ReplayWire));
    private ImmutableArray<string> _lines = [];
    private byte[] _levels = [];                                    // as the file has them now
    private bool?[] _played = [];                                   // as they are played
    private long[] _unknownSince = [];
    private bool[] _begun = [];                                     // it is played with some level
    private long? _firstNs;
    private long _ns, _beginNs, _unknownNs;
    private bool _isPlaying, _isOver;

    /// <exception cref="ReplayException">The order is not valid.</exception>
    public ReplayBuilder(ReplayOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        _order = order;
        if (order.WhyNot() is { } why) throw new ReplayException(why);
    }

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="VcdException">It is no VCD.</exception>
    /// <exception cref="ReplayException">The file has not what the order asks for.</exception>
    public static ReplayPlan Read(ReadOnlySpan<byte> vcd, ReplayOrder order)
    {
        var builder = new ReplayBuilder(order);
        var reader = new VcdReader(builder);
        reader.Feed(vcd);
        reader.EndOfFile();
        return builder.Done();
    }

    public void Declared(VcdDeclarations declared, long line)
    {
        ArgumentNullException.ThrowIfNull(declared);
        (_wires, _lines) = ReplayWires.Of(_order, declared);
        _levels = new byte[_lines.Length];
        _levels.AsSpan().Fill((byte)'x');
        _played = new bool?[_lines.Length];
        _begun = new bool[_lines.Length];
        _unknownSince = new long[_lines.Length];
    }

    public void Time(long ns, long line)
    {
        _firstNs ??= ns;
        _beginNs = _order.FromNs ?? _firstNs.Value;
        if (ns > _beginNs) Begin(line);
        if (ns > _order.ToNs) _isOver = true;                       // the rest is read too: a file is whole, or nothing is played
        else _ns = ns;
    }

    public void Change(int signal, ReadOnlySpan<byte> bits, long line)
    {
        if (_isOver) return;
        foreach (var (place, target) in _wires[signal])
        {
            byte level = bits[place];
            if (_levels[target] == level) continue;
            NoteUnknown(target, _ns);
            _levels[target] = level;
            _unknownSince[target] = _ns;
            if (_isPlaying) Step(target, _ns, line);
        }
    }

    /// <summary>The plan, when the whole file is read.</summary>
    /// <exception cref="ReplayException">Nothing of the file is to be played.</exception>
    public ReplayPlan Done()
    {
        long end = Math.Max(_order.ToNs ?? _ns, _beginNs);
        Begin(0);
        for (int target = 0; target < _lines.Length; target++) NoteUnknown(target, Math.Max(end, _unknownSince[target]));
        if (_steps.Count == 0)
            throw new ReplayException("no level of these signals is known in that time of the file: there is nothing to play");
        if (_order.Loops != 1 && end == _beginNs) throw new ReplayException("loop: what is to be played again and again lasts no time");
        return new ReplayPlan(_lines, _steps.ToImmutable(), AtSpeed(end), _order.Loops, _unknownNs);
    }

    /// <summary>From here on the file is played: it begins with the levels that there are.</summary>
    private void Begin(long line)
    {
        if (_isPlaying) return;
        _isPlaying = true;
        for (int target = 0; target < _lines.Length; target++)
        {
            _unknownSince[target] = _beginNs;
            Step(target, _beginNs, line);
        }
    }

    private void Step(int target, long ns, long line)
    {
        if (_levels[target] == (byte)'x') return;                   // nobody knows: the line keeps its level
        bool? level = _levels[target] == (byte)'z' ? null : _levels[target] == (byte)'1';
        if (_begun[target] && _played[target] == level) return;
        if (_steps.Count == MostSteps)
        {
            throw new ReplayException(string.Create(CultureInfo.InvariantCulture,
                $"line {line}: more than {MostSteps} edges of the mapped signals; play less of it (from, to)"));
        }
        (_begun[target], _played[target]) = (true, level);
        _steps.Add(new ReplayStep(AtSpeed(ns), target, level));
    }

    private void NoteUnknown(int target, long ns)
    {
        if (_isPlaying && _levels[target] == (byte)'x') _unknownNs += ns - _unknownSince[target];
    }

    private long AtSpeed(long ns)
    {
        long after = ns - _beginNs;
        return _order.Speed == 1 ? after : (long)(after / _order.Speed);
    }
}
