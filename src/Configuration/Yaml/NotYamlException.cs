using GpioHub.Configuration.Problems;

namespace GpioHub.Configuration.Yaml;

/// <summary>The end of reading a file that is not YAML or beyond a limit. Never leaves the loader.</summary>
internal sealed class NotYamlException(Mark at, string message) : Exception(message)
{
    public Mark At { get; } = at;
}
