namespace GpioHub.Bench;

/// <summary>The failure of a measurement; the message says why nothing was measured.</summary>
internal sealed class BenchException(string message) : Exception(message);
