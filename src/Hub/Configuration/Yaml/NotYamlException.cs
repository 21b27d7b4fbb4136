namespace GpioHub.Hub.Configuration.Yaml;

/// <summary>The file cannot be read any further. Never leaves the loader.</summary>
internal sealed class NotYamlException(Mark at, string message) : Exception(message)
{
    public Mark At { get; } = at;
}
