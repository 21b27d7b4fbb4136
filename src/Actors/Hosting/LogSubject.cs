namespace GpioHub.Actors.Hosting;

/// <summary>Names of the log properties that say who an event is about; the innermost of them is the subject of its line.</summary>
public static class LogSubject
{
    /// <summary>Id of a guest.</summary>
    public const string Guest = "Guest";

    /// <summary>Address of a chip line, such as <c>body/HORN</c>.</summary>
    public const string Line = "Line";

    /// <summary>Id of a chip.</summary>
    public const string Chip = "Chip";

    /// <summary>A part of the hub itself, such as <c>configuration</c>.</summary>
    public const string Part = "Part";

    /// <summary>All of them; the first that an event carries is its subject.</summary>
    public static IReadOnlyList<string> InOrder { get; } = [Guest, Line, Chip, Part];
}
