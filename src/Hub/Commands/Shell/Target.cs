using GpioHub.Configuration;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>What a verb is asked for: a line, or a bus.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Line">null = a bus.</param>
internal sealed record Target(string Text, LineAddress? Line)
{
    /// <summary>Its resource in the control API, each part encoded once.</summary>
    public string Path => Line is { } line
        ? line.OfGuest
            ? $"/v1/guests/{Uri.EscapeDataString(line.Id)}/lines/{Uri.EscapeDataString(line.Line)}"
            : $"/v1/lines/{Uri.EscapeDataString(line.Id)}/{Uri.EscapeDataString(line.Line)}"
        : $"/v1/buses/{Uri.EscapeDataString(Text)}";
}
