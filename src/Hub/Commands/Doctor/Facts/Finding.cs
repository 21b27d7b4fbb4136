namespace GpioHub.Hub.Commands.Doctor.Facts;

/// <summary>How a finding is judged. Only a problem makes the verb end with 1.</summary>
internal enum FindingState
{
    /// <summary>It is as it should be.</summary>
    Fine,

    /// <summary>Neither good nor bad, or not looked at.</summary>
    Note,

    /// <summary>It works, with less than there could be.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Problem,
}

/// <summary>What one check has found.</summary>
/// <param name="Fact">One line, for a person.</param>
/// <param name="Mend">The one command, or the one setting, that mends it; null = there is nothing to mend.</param>
internal sealed record Finding(FindingState State, string Fact, string? Mend)
{
    public static Finding Fine(string fact) => new(FindingState.Fine, fact, null);

    public static Finding Note(string fact, string? mend = null) => new(FindingState.Note, fact, mend);

    public static Finding Warning(string fact, string mend) => new(FindingState.Warning, fact, mend);

    public static Finding Problem(string fact, string mend) => new(FindingState.Problem, fact, mend);
}

/// <summary>A finding, and the check that it is of.</summary>
internal sealed record Diagnosis(string Check, Finding Finding);
