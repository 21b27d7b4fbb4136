using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <summary>A region of guest RAM and the file to map it from.</summary>
/// <param name="File">Borrowed from the session until the region is mapped or refused.</param>
public sealed record SharedRegion(RegionDescription Description, FileDescriptor File);

/// <summary>Everything a ring object is built from.</summary>
/// <param name="At">Guest physical addresses of the ring's parts.</param>
/// <param name="Size">Entries, a power of 2; packed: any number.</param>
/// <param name="Base">Index of the next avail entry, or both places of a packed ring (VQ-36).</param>
/// <param name="Features">As negotiated at this moment.</param>
/// <param name="Anew">Size, base and addresses were sent for this start.</param>
public readonly record struct RingSetup(RingAddresses At, ushort Size, uint Base, RingFeatures Features, bool Anew);
