using GpioHub.Explorer.Worlds;
using GpioHub.Rules.Lines;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>What one line has wished of its chip and the chip has not done, in order. The hub's chip does every wish; the world's forgets
/// one that nobody waits for when a later one comes behind it, because a wish is whole.</summary>
internal sealed class WishQueue
{
    private readonly List<bool> _replaced = [];

    /// <summary>Takes note of a step of the line.</summary>
    /// <param name="first">The world's first wish before the step.</param>
    /// <param name="second">Its second wish.</param>
    /// <param name="after">The line after it.</param>
    public void Follow(in ChipWish first, in ChipWish second, in LinePart after)
    {
        if (after.ChipAway) return;
        if (first.Ask == ChipAsk.Nothing)
        {
            if (after.First.Ask != ChipAsk.Nothing) _replaced.Add(false);
            return;
        }

        bool another = after.Second.Ask != second.Ask || after.Second.Generation != second.Generation || after.Second.Irq != second.Irq;
        if (!another) return;
        if (second.Ask != ChipAsk.Nothing) _replaced[^1] = true;
        _replaced.Add(false);
    }

    /// <summary>The chip has done the oldest wish.</summary>
    /// <returns>Whether the world has forgotten it.</returns>
    public bool IsReplaced()
    {
        if (_replaced.Count == 0) return false;
        bool replaced = _replaced[0];
        _replaced.RemoveAt(0);
        return replaced;
    }

    /// <summary>The chip has gone, and its wishes with it.</summary>
    public void Clear() => _replaced.Clear();
}
