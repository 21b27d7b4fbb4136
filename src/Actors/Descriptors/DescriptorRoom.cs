using GpioHub.Transports.Native;

namespace GpioHub.Actors.Descriptors;

/// <summary>Decides whether a front-end can be served with the descriptors that are left, so that those of the control socket, and of
/// guests that are being served, stay.</summary>
/// <remarks>A front-end is promised its descriptors when it connects, because it sends them only later. Any thread.</remarks>
public sealed class DescriptorRoom
{
    private readonly Lock _lock = new();
    private int _limit = int.MaxValue;
    private Func<int?> _count = () => 0;
    private int _promised;
    private int _most = int.MaxValue;
    private int _served;

    /// <summary>Sets a bound, which there is none of at first.</summary>
    /// <param name="limit">Descriptors that the process may have.</param>
    /// <param name="count">Tells how many it has; null = there is none left to count with.</param>
    /// <param name="most">Front-ends that there is room for, whatever they have sent so far: each may still send the rest.</param>
    public void Bound(int limit, Func<int?> count, int most)
    {
        lock (_lock) (_limit, _count, _most) = (limit, count, most);
    }

    /// <summary>Promises a front-end its descriptors.</summary>
    /// <returns>null, or why it cannot be served now. A promise has to be <see cref="Settle"/>d.</returns>
    public string? Promise()
    {
        lock (_lock)
        {
            if (_limit != int.MaxValue)
            {
                if (_served >= _most)
                {
                    return $"{_served} front-ends are connected, and the {_limit} files that this process may open are enough for " +
                        $"no more ({OpenFiles.Advice})";
                }

                int? open = _count();
                if (open is null || open + _promised + DescriptorBudget.Session + DescriptorBudget.Reserve > _limit)
                {
                    return $"{open ?? _limit} of the {_limit} files that this process may open are open, " +
                        $"{DescriptorBudget.Reserve} are kept for clients, " +
                        $"and a front-end needs {DescriptorBudget.Session} ({OpenFiles.Advice})";
                }
            }

            _promised += DescriptorBudget.Session;
            _served++;
            return null;
        }
    }

    /// <summary>The front-end has gone.</summary>
    public void Leave()
    {
        lock (_lock) _served--;
    }

    /// <summary>The front-end has sent what it sends, or has gone.</summary>
    public void Settle()
    {
        lock (_lock) _promised -= DescriptorBudget.Session;
    }
}
