using GpioHub.GuestDriver.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>One descriptor chain: where its bytes are in guest RAM, and who is told when it comes back.</summary>
/// <remarks>Used under the core's lock. The driver's own record, never re-read from memory which the device
/// could alter (VG-G-12).</remarks>
internal abstract class Transfer
{
    /// <summary>One descriptor each, readable before writable.</summary>
    public abstract GuestBuffer[] Buffers { get; }

    /// <summary>How many leading buffers get a descriptor of the ring, where the rest may share an indirect table;
    /// Linux uses a table for all.</summary>
    public virtual int Direct => 0;

    /// <summary>The chain was used.</summary>
    /// <param name="usedLength">used.len, bytes; not above the writable length.</param>
    public abstract void Complete(uint usedLength);

    /// <summary>The chain will never be used: the device was reset, has gone, or broke the protocol.</summary>
    public abstract void Abandon(Exception why);
}
