using GpioHub.GuestDriver.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>One descriptor chain: the places of its bytes in guest RAM, and what to do when it comes back.</summary>
/// <remarks>Used under the core's lock. It is the driver's own record, never read again from memory that the device could alter
/// (VG-G-12).</remarks>
public abstract class Transfer
{
    /// <summary>One descriptor each, readable before writable.</summary>
    public abstract GuestBuffer[] Buffers { get; }

    /// <summary>How many leading buffers get a descriptor of the ring; the rest may share an indirect table. Linux uses a table for
    /// all.</summary>
    public virtual int Direct => 0;

    /// <summary>The chain was used.</summary>
    /// <param name="usedLength">used.len, bytes; not above the writable length.</param>
    public abstract void Complete(uint usedLength);

    /// <summary>The chain will never be used: the device was reset, has gone, or broke the protocol.</summary>
    public abstract void Abandon(Exception why);
}
