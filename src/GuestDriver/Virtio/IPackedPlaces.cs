using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Virtio;

/// <summary>Where both sides of a packed ring stand.</summary>
/// <remarks>Only the ring's driver knows it: memory does not tell how long a list was that is used.</remarks>
internal interface IPackedPlaces
{
    /// <summary>Up to where the device has been shown descriptors.</summary>
    PackedPlace Shown { get; }

    /// <summary>Up to where the device has used them, as memory tells.</summary>
    PackedPlace Used();
}
