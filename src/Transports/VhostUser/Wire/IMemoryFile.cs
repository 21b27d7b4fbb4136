using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <summary>A stand-in for the file behind a guest's RAM: the RAM is in this process's own memory. A <see cref="FileDescriptor"/>
/// implements it.</summary>
public interface IMemoryFile
{
    /// <summary>Bytes.</summary>
    ulong Length { get; }

    /// <summary>Maps a part of it.</summary>
    /// <param name="offset">First byte in the file.</param>
    /// <param name="length">Bytes; at least 1, and within <see cref="Length"/>: the session has checked it (VU-38).</param>
    MemoryBacking Map(ulong offset, ulong length);
}
