using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Reactor;

/// <summary>The handlers of watched descriptors, by epoll tag. One thread.</summary>
/// <remarks>
/// A tag is a slot number and a generation. A removal ends the generation, so an event fetched before it finds no handler, not even one
/// that has the slot by then. Each watched handle is held open. The peer has a copy of its open file, so closing it first would leave that
/// file in the epoll set without end.
/// </remarks>
internal sealed class WatchTable : IDisposable
{
    private readonly Dictionary<SafeHandle, int> _slotOf = new(ReferenceEqualityComparer.Instance);
    private readonly List<Slot> _slots = [];
    private readonly Stack<int> _free = [];
    private readonly Epoll _epoll;

    public WatchTable(Epoll epoll) => _epoll = epoll;

    public IReadyHandler? Find(ulong tag)
    {
        Slot slot = _slots[(int)(uint)tag];
        return slot.Generation == (uint)(tag >> 32) ? slot.Handler : null;
    }

    public void Add(SafeHandle fd, EpollEvents events, IReadyHandler handler)
    {
        if (_slotOf.ContainsKey(fd)) throw new ArgumentException("the descriptor is watched already", nameof(fd));
        bool held = false;
        fd.DangerousAddRef(ref held);
        if (!_free.TryPop(out int number))
        {
            number = _slots.Count;
            _slots.Add(new Slot());
        }
        try
        {
            _epoll.Add(fd, events, Tag(number));
        }
        catch
        {
            _free.Push(number);
            fd.DangerousRelease();
            throw;
        }
        _slots[number].Handler = handler;
        _slotOf.Add(fd, number);
    }

    public void Modify(SafeHandle fd, EpollEvents events)
    {
        if (!_slotOf.TryGetValue(fd, out int number)) throw new ArgumentException("the descriptor is not watched", nameof(fd));
        _epoll.Modify(fd, events, Tag(number));
    }

    public void Remove(SafeHandle fd)
    {
        if (!_slotOf.Remove(fd, out int number)) return;
        Slot slot = _slots[number];
        slot.Handler = null;
        slot.Generation++;
        _free.Push(number);
        try
        {
            _epoll.Remove(fd);
        }
        finally
        {
            fd.DangerousRelease();
        }
    }

    public void Dispose()
    {
        foreach (SafeHandle fd in _slotOf.Keys.ToArray()) Remove(fd);
    }

    private ulong Tag(int number) => ((ulong)_slots[number].Generation << 32) | (uint)number;

    private sealed class Slot
    {
        public uint Generation { get; set; }

        public IReadyHandler? Handler { get; set; }
    }
}
