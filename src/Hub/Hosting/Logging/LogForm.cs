namespace GpioHub.Hub.Hosting.Logging;

/// <summary>The forms of the log; the words of <c>run --log</c>.</summary>
internal enum LogForm
{
    /// <summary>For people: <see cref="LogFormat"/>.</summary>
    Text,

    /// <summary>For programs: an object a line, in Serilog's compact form with the message written out.</summary>
    Json,
}
