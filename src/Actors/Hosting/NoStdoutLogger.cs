using Akka.Event;

namespace GpioHub.Actors.Hosting;

/// <summary>What Akka.NET writes to stdout: nothing. Stdout is a verb's, and the log is another (AK-16).</summary>
internal sealed class NoStdoutLogger : MinimalLogger
{
    protected override void Log(object message)
    {
    }
}
