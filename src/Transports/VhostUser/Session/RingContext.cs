namespace GpioHub.Transports.VhostUser;

/// <summary>What a ring needs beside its own set-up before it starts (VU-22).</summary>
/// <param name="Features">As accepted; null before SET_FEATURES.</param>
/// <param name="HasMemory">The front-end shares guest RAM.</param>
internal readonly record struct RingContext(DeviceFeatures? Features, bool HasMemory);
