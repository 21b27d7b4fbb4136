namespace GpioHub.Configuration;

public enum ProblemSeverity
{
    /// <summary>The file means nothing until this is corrected.</summary>
    Error,

    /// <summary>Allowed, but perhaps not what was meant.</summary>
    Warning,

    /// <summary>Cannot be known without the hardware.</summary>
    Unverified,
}

/// <summary>One remark on a configuration file: an error, a warning, or something unverified.</summary>
/// <param name="File">The file, as the user named it.</param>
/// <param name="Line">1-based; 0 = the file as a whole.</param>
/// <param name="Column">1-based, in UTF-16 units; 0 = the file as a whole.</param>
/// <param name="KeyPath">Such as <c>guests.ivi.lines[0].from</c>, after templates; empty = none.</param>
/// <param name="Message">What is wrong, with the wrong datum; printable.</param>
/// <param name="Expected">What would be right, in a few words; null = nothing in particular.</param>
public sealed record ConfigProblem(
    string File,
    int Line,
    int Column,
    string KeyPath,
    string Message,
    string? Expected,
    ProblemSeverity Severity)
{
    /// <summary>The line that a user reads: <c>rig.yaml:14:28: guests.ivi.lines[0].from: no line …</c>.</summary>
    public override string ToString()
    {
        if (Severity == ProblemSeverity.Unverified) return $"unverified: {Message}";
        string place = Line > 0 ? $"{File}:{Line}:{Column}: " : $"{File}: ";
        string level = Severity == ProblemSeverity.Warning ? "warning: " : "";
        string key = KeyPath.Length > 0 ? $"{KeyPath}: " : "";
        return place + level + key + Message;
    }
}
