namespace GpioHub.Transports.Virtio;

/// <summary>An answer that a flush publishes.</summary>
/// <param name="ResponseLength">Bytes that the flush writes, 0 .. 2.</param>
/// <param name="UsedLength">used.len, bytes.</param>
internal readonly record struct StagedCompletion(ushort Head, byte First, byte Second, byte ResponseLength, uint UsedLength);
