using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <summary>The eventq buffers that lines of one guest have given back and that are not on the ring yet.</summary>
/// <remarks>Guest's reactor only; preallocated, or grows once to the guest's own size.</remarks>
internal sealed class ReturnedBuffers(DeviceRing events, DeliveredInterrupts delivered)
{
    private readonly List<(Ticket Ticket, IrqStatus Status, ushort Line, long SinceNs)> _returned = new(64);

    /// <param name="sinceNs">Of a VALID one: when the edge came that it tells; CLOCK_MONOTONIC, nanoseconds.</param>
    /// <returns>true = it is the first: somebody is to be told.</returns>
    public bool Add(Ticket ticket, IrqStatus status, ushort line, long sinceNs)
    {
        _returned.Add((ticket, status, line, sinceNs));
        return _returned.Count == 1;
    }

    /// <summary>Stages them on the ring. A buffer that is no longer in flight is none of the ring's, and is no interrupt.</summary>
    public void Stage()
    {
        foreach (var (ticket, status, line, since) in _returned)
        {
            bool isValid = status == IrqStatus.Valid;
            if (events.Stage(ticket, isValid ? IrqResponse.Valid : IrqResponse.Invalid) && isValid) delivered.Add(line, since);
        }

        _returned.Clear();
    }

    /// <summary>Forgets them, and the interrupts that are staged: the ring is gone, or is another's.</summary>
    public void Forget()
    {
        _returned.Clear();
        delivered.Forget();
    }
}
