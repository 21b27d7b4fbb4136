namespace GpioHub.EndToEnd.Support;

/// <summary>The failure of a scenario that cannot go on; the message says what was waited for and how the parties' logs end.</summary>
public sealed class ScenarioException(string message) : Exception(message);
