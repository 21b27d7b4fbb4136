namespace GpioHub.Bench;

/// <summary>Nothing was measured; the message says why.</summary>
internal sealed class BenchException(string message) : Exception(message);
