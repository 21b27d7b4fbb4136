using System.Globalization;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips;

/// <summary>The descriptors of a chip's lines with whoever keeps them for a successor of this process.</summary>
/// <remarks>A line is kept before anything is done with it, so a pin never depends on this process alone. Made on the chip's reactor; used
/// on the chip's thread only.</remarks>
public sealed class KeptLines
{
    private const int MostPauses = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly string _prefix;
    private readonly IDescriptorStore _store;
    private readonly Dictionary<int, FileDescriptor> _left = [];
    private readonly Dictionary<int, IGpioLineFile> _kept = [];
    private readonly HashSet<int> _ended = [];
    private int _pauses;

    /// <param name="left">What the process before has left; the lines of this chip are taken out.</param>
    public KeptLines(string chip, IDescriptorStore store, InheritedDescriptors left)
    {
        (_prefix, _store) = ($"c/{chip}/line.", store);
        foreach (string name in left.Names)
        {
            if (!name.StartsWith(_prefix, StringComparison.Ordinal)) continue;
            if (!int.TryParse(name.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int offset)) continue;
            if (left.Take(name) is { } line) _left[offset] = line;
        }
    }

    /// <summary>Lines that the process before has left and nobody has looked at.</summary>
    public int LeftCount => _left.Count;

    /// <summary>Has a line kept that was just requested.</summary>
    public void Keep(int offset, IGpioLineFile line)
    {
        _kept[offset] = line;
        _ended.Remove(offset);
        try
        {
            _store.Store(NameOf(offset), line.Descriptor);
        }
        catch (ErrnoException)
        {
            // It is a line all the same. A successor does not find it, and requests it anew.
        }
    }

    /// <summary>Goes on with a line that the process before has left, if it is a line of this chip and its device is there.</summary>
    /// <returns>null = the line must be requested.</returns>
    public IGpioLineFile? Adopt(IGpioChipFile chip, int offset, string consumer)
    {
        if (!_left.Remove(offset, out var left)) return null;
        IGpioLineFile? line = null;
        try
        {
            line = chip.Adopt(left, offset, consumer);
            line?.GetValue();                                              // ENODEV: of a device that was plugged in before this one
        }
        catch (ErrnoException e) when (e.Errno == ErrnoCode.ENODEV)
        {
            line?.Dispose();
            line = null;
        }

        if (line is not null) _kept[offset] = line;
        else Drop(offset, left);
        return line;
    }

    /// <summary>Gives a line back.</summary>
    public void Close(IGpioLineFile line)
    {
        foreach (var (offset, kept) in _kept)
        {
            if (kept != line) continue;
            _kept.Remove(offset);
            End(offset);
            break;
        }

        line.Dispose();
    }

    /// <summary>Gives back what the process before has left and the plan does not have.</summary>
    public void DropLeft()
    {
        foreach (int offset in _left.Keys.ToArray())
            if (_left.Remove(offset, out var left)) Drop(offset, left);
        _pauses = 0;
    }

    /// <summary>Waits a little, if a line that is held by another may be held by who has just been told to let it go.</summary>
    /// <returns>false = it is somebody else.</returns>
    public bool WaitsFor(int offset)
    {
        if (!_ended.Contains(offset) || _pauses++ >= MostPauses) return false;
        Thread.Sleep(Pause);
        return true;
    }

    private void Drop(int offset, FileDescriptor left)
    {
        left.Dispose();
        End(offset);
    }

    private void End(int offset)
    {
        _ended.Add(offset);
        _store.Remove(NameOf(offset));
    }

    private string NameOf(int offset) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{offset}");
}
