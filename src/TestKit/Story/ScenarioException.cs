using Xunit.Sdk;

namespace GpioHub.TestKit;

/// <summary>The failure of a scenario. The message ends with the waveform and the trace of the lines concerned.</summary>
public sealed class ScenarioException : XunitException
{
    public ScenarioException(string message)
        : base(message)
    {
    }

    public ScenarioException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public ScenarioException()
        : base("")
    {
    }
}
