using System.Runtime.InteropServices;

namespace GpioHub.Recording.Window;

/// <summary>A line in a window of time: its edges, or what of them can be seen in so many columns.</summary>
/// <remarks>A waveform that is drawn in a thousand columns needs no million edges. Up to four edges a column, all of the line together,
/// each is told; beyond that, of each column with edges how many there were and the level with which it ends.</remarks>
public sealed class WindowLine
{
    /// <summary>Edges for each column, on average, up to which each edge is told.</summary>
    public const int EdgesPerColumn = 4;

    private readonly long _fromNs, _lengthNs;
    private readonly int _most;
    private readonly List<WindowEdge> _edges = [];
    private readonly List<(long FromNs, long ToNs)> _lost = [];
    private readonly List<WindowColumn> _columns = [];
    private readonly int _columnCount;

    /// <param name="columns">At least 1.</param>
    public WindowLine(long fromNs, long toNs, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(toNs, fromNs);
        (_fromNs, _lengthNs, _columnCount, _most) = (fromNs, toNs - fromNs, columns, columns * EdgesPerColumn);
    }

    /// <summary>The level with which the window begins; null = not known.</summary>
    public bool? First { get; private set; }

    /// <summary>The line had an edge in the window, or after it: its level at the beginning follows from it.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Each edge; null = there are too many for that.</summary>
    public IReadOnlyList<WindowEdge>? Edges => _edges.Count <= _most ? _edges : null;

    /// <summary>Columns with edges, from left to right.</summary>
    public IReadOnlyList<WindowColumn> Columns => _columns;

    /// <summary>Intervals in which edges were lost.</summary>
    public IReadOnlyList<(long FromNs, long ToNs)> Lost => _lost;

    /// <summary>An edge, in the order of the log; one after the window says what the level was in it.</summary>
    public void Edge(long ns, bool level, ushort cause)
    {
        if (ns < _fromNs) return;
        if (!IsKnown) (First, IsKnown) = (!level, true);
        if (_lost.Count > 0 && _lost[^1].ToNs == long.MaxValue) _lost[^1] = (_lost[^1].FromNs, ns);
        long after = ns - _fromNs;
        if (after > _lengthNs) return;
        if (_edges.Count <= _most) _edges.Add(new WindowEdge(after, level, cause));
        int column = (int)Math.Min(_columnCount - 1, (long)((Int128)after * _columnCount / _lengthNs));
        if (_columns.Count > 0 && _columns[^1].Column >= column)
        {
            ref var last = ref CollectionsMarshal.AsSpan(_columns)[^1];
            last = last with { Level = level, Edges = last.Edges + 1 };
        }
        else
        {
            _columns.Add(new WindowColumn(column, level, 1));
        }
    }

    /// <summary>Nothing is known of this interval, which is before everything that comes.</summary>
    public void Miss(long fromNs, long toNs)
    {
        if (fromNs <= _fromNs + _lengthNs && toNs > _fromNs)
            _lost.Add((Math.Max(fromNs, _fromNs), Math.Min(toNs, _fromNs + _lengthNs)));
    }

    /// <summary>Edges are lost from here to the next edge.</summary>
    public void Lose(long ns)
    {
        if (!IsKnown) IsKnown = true;                                   // before it nothing is known
        if (ns - _fromNs > _lengthNs) return;
        if (_lost.Count == 0 || _lost[^1].ToNs != long.MaxValue) _lost.Add((Math.Max(ns, _fromNs), long.MaxValue));
    }

    /// <summary>Nothing more comes: a line without an edge has the level that it has now.</summary>
    /// <param name="level">null = not known.</param>
    public void Close(bool? level)
    {
        if (!IsKnown) (First, IsKnown) = (level, true);
        if (_lost.Count > 0 && _lost[^1].ToNs == long.MaxValue) _lost[^1] = (_lost[^1].FromNs, _fromNs + _lengthNs);
    }
}

/// <param name="Ns">After the window's beginning.</param>
/// <param name="Cause">Number of the log's table of causes.</param>
public readonly record struct WindowEdge(long Ns, bool Level, ushort Cause);

/// <param name="Column">From 0.</param>
/// <param name="Level">With which it ends.</param>
/// <param name="Edges">In it.</param>
public readonly record struct WindowColumn(int Column, bool Level, int Edges);
