namespace GpioHub.Transports.Native;

/// <summary>The refusal of a mapping that would not be safe to touch; the message says why.</summary>
public sealed class MappingRefusedException(string reason) : IOException(reason);
