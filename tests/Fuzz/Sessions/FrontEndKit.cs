using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Fuzz.Sessions;

/// <summary>What a <see cref="HostileFrontEnd"/> works with: a socket, descriptors, and RAM with two rings.</summary>
internal abstract class FrontEndKit
{
    /// <summary>User address of the first ring's descriptor table; its avail ring is at +0x4000, its used ring at +0x5000
    /// (packed: the event structures of driver and device).</summary>
    public const ulong UserBase = 0x7f00_0000_0000;

    /// <summary>Its rings are packed.</summary>
    public abstract bool IsPacked { get; }

    /// <summary>From the first ring to the second one, bytes.</summary>
    public abstract ulong RingStride { get; }

    /// <summary>Bytes of the file behind the RAM.</summary>
    public abstract int FileLength { get; }

    /// <summary>The RAM, as a sound front-end describes it.</summary>
    public abstract RegionDescription[] Whole { get; }

    /// <summary>Sends bytes; descriptors come with the first of them.</summary>
    public abstract void Push(byte[] bytes, FileDescriptor[] with);

    public abstract FileDescriptor Notify();

    public abstract FileDescriptor Ram();

    /// <summary>A descriptor of which nobody can make anything.</summary>
    public abstract FileDescriptor Other();

    /// <summary>Makes a ring empty at this base.</summary>
    public abstract void Place(int ring, uint start);
}
