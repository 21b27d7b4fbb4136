using System.Buffers;
using System.Runtime.InteropServices;

namespace GpioHub.Recording.Vcd;

/// <summary>Writes a VCD file: nets of a rig, the interrupts of its guests, its buses. Times are nanoseconds since the file's time
/// 0.</summary>
/// <remarks>
/// Source: IEEE 1364-2005, clause 18.2, for the form; IF-4.1 for what stands in it. What has been written can be read at any time, if the
/// buffer is given away after whole calls: a file that stops there is a whole file.
/// An interrupt is 1 for a nanosecond. A bus has one change for each instant, however many of its lines change then.
/// </remarks>
public sealed class VcdWriter
{
    private readonly VcdOutput _output;
    private readonly VcdSources _sources;
    private readonly byte[][] _ids;
    private readonly VcdLevel[] _levels;
    private readonly List<int> _raised = [];                       // interrupts that are 1 until the next nanosecond
    private readonly int[][] _busesOf;
    private readonly SortedSet<int> _changedBuses = [];
    private readonly int _firstBus;
    private long _ns;

    /// <summary>Writes the head of the file and its values at time 0.</summary>
    /// <param name="levels">Of the nets at time 0.</param>
    /// <param name="flat">One scope without guests and buses, for programs that show no scopes.</param>
    public VcdWriter(IBufferWriter<byte> to, VcdHeader header, VcdSources sources, ReadOnlySpan<VcdLevel> levels, bool flat = false)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfNotEqual(levels.Length, sources.Nets.Length);
        _sources = flat ? sources.NetsAlone : sources;
        _output = new VcdOutput(to);
        var declarer = new VcdDeclarer(_output, _sources);
        declarer.Write(header, flat);
        _ids = declarer.Identifiers;
        _firstBus = _sources.Nets.Length + _sources.GuestLines.Length;
        _levels = new VcdLevel[_firstBus];                         // interrupts begin low
        levels.CopyTo(_levels);
        _busesOf = [.. Enumerable.Range(0, _sources.Nets.Length).Select(net =>
            Enumerable.Range(0, _sources.Buses.Length).Where(bus => _sources.Buses[bus].Nets.Contains(net)).ToArray())];
        _output.Line("#0");
        _output.Line("$dumpvars");
        for (int signal = 0; signal < _levels.Length; signal++) _output.Bit(_levels[signal], _ids[signal]);
        for (int bus = 0; bus < _sources.Buses.Length; bus++) Show(bus);
        _output.Line("$end");
    }

    /// <summary>A net has another level. What is not later than what was written before counts as at the same time.</summary>
    /// <param name="net">Its place in <see cref="VcdSources.Nets"/>.</param>
    /// <param name="level">Unknown = edges of it are lost from here to its next change.</param>
    public void Change(long ns, int net, VcdLevel level)
    {
        if (_levels[net] == level) return;
        Reach(ns);
        _levels[net] = level;
        _output.Bit(level, _ids[net]);
        _changedBuses.UnionWith(_busesOf[net]);
    }

    /// <summary>A guest gets the interrupt of a line. Flat files do not show it.</summary>
    /// <param name="guestLine">Its place in <see cref="VcdSources.GuestLines"/>.</param>
    public void Interrupt(long ns, int guestLine)
    {
        if (guestLine >= _sources.GuestLines.Length) return;
        Reach(ns);
        int signal = _sources.InterruptOf(guestLine);
        if (_levels[signal] == VcdLevel.High) return;              // two within a nanosecond
        _levels[signal] = VcdLevel.High;
        _output.Bit(VcdLevel.High, _ids[signal]);
        _raised.Add(signal);
    }

    /// <summary>Nothing more has happened up to this time: a reader sees how long the last levels have lasted.</summary>
    public void Reach(long ns)
    {
        if (ns <= _ns) return;
        ShowBuses();
        if (_raised.Count > 0)
        {
            To(_ns + 1);
            foreach (int signal in CollectionsMarshal.AsSpan(_raised))
            {
                _levels[signal] = VcdLevel.Low;
                _output.Bit(VcdLevel.Low, _ids[signal]);
            }
            _raised.Clear();
        }
        if (ns > _ns) To(ns);
    }

    /// <summary>Writes what waits for the end of an instant. What is at the same time may still follow.</summary>
    public void Flush() => ShowBuses();

    private void To(long ns)
    {
        _ns = ns;
        _output.Time(ns);
    }

    private void ShowBuses()
    {
        foreach (int bus in _changedBuses) Show(bus);
        _changedBuses.Clear();
    }

    private void Show(int bus)
    {
        var nets = _sources.Buses[bus].Nets;
        var bits = new VcdLevel[nets.Length];
        for (int i = 0; i < bits.Length; i++) bits[i] = _levels[nets[i]];
        _output.Vector(bits, _ids[_firstBus + bus]);
    }
}
