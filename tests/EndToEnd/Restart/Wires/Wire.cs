using GpioHub.EndToEnd.Support;
using GpioHub.Transports.Native;

namespace GpioHub.EndToEnd.Restart.Wires;

/// <summary>A line that one guest drives and another watches for both edges, and what both have counted.</summary>
/// <remarks>Every write turns the level round, so that there are as many edges as writes. One thread.</remarks>
internal sealed class Wire
{
    private readonly WiredGuest _from;
    private readonly Stack<int> _free;
    private readonly int _slots;
    private long _validsAtFeed;

    /// <param name="output">The line of the guest that drives.</param>
    /// <param name="input">The line of the guest that watches.</param>
    /// <param name="slots">Of the driving guest's requestq, for this wire alone.</param>
    public Wire(string name, WireKind kind, WiredGuest from, int output, WiredGuest to, int input, IReadOnlyList<int> slots)
    {
        (Name, Kind, _from, Output, To, Input, _slots) = (name, kind, from, output, to, input, slots.Count);
        _free = new Stack<int>(slots);
    }

    /// <summary>CHIP/LINE.</summary>
    public string Name { get; }

    public WireKind Kind { get; }

    public int Output { get; }

    /// <summary>Who watches it.</summary>
    public WiredGuest To { get; }

    public int Input { get; }

    public bool Level { get; private set; }

    public long Writes { get; private set; }

    public long Answers { get; private set; }

    /// <summary>Pairs that came back VALID.</summary>
    public long Valids { get; private set; }

    /// <summary>Since when it waits for what it is owed.</summary>
    public long WaitsSinceNs { get; private set; } = MonotonicClock.Now;

    /// <summary>Nothing is owed: every write is answered, and the edges were told.</summary>
    public bool IsAtRest => Answers == Writes && Kind switch
    {
        WireKind.Stepped => Valids == Writes,
        WireKind.Pulsed => Writes == 0 || Valids > _validsAtFeed,
        _ => true,
    };

    /// <summary>Submits what this kind may submit now.</summary>
    public void Feed()
    {
        if (Kind == WireKind.Streamed)
        {
            while (_free.Count > 0) Write();
            return;
        }

        if (!IsAtRest) return;
        _validsAtFeed = Valids;
        Write();
        if (Kind == WireKind.Pulsed) Write();
    }

    public void Answered(int slot)
    {
        Answers++;
        _free.Push(slot);
        WaitsSinceNs = MonotonicClock.Now;
    }

    /// <exception cref="ScenarioException">Nothing was written for which it could be.</exception>
    public void Interrupted()
    {
        Valids++;
        WaitsSinceNs = MonotonicClock.Now;
        if (Valids > Writes) throw new ScenarioException($"an interrupt too many: {this}");
    }

    public override string ToString() =>
        $"{Name} {Kind}, line {Output} → {Input}: {Writes} writes, {Answers} answers, {Valids} VALID, level {(Level ? 1 : 0)}" +
        (_free.Count < _slots ? $", {_slots - _free.Count} slots outstanding" : "");

    private void Write()
    {
        Level = !Level;
        Writes++;
        _from.Write(_free.Pop(), Output, Level);
        WaitsSinceNs = MonotonicClock.Now;
    }
}
