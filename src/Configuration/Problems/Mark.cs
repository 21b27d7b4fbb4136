namespace GpioHub.Configuration.Problems;

/// <summary>A place in a file.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
internal readonly record struct Mark(string File, int Line, int Column)
{
    /// <summary>This place as seen from another: <c>line 12</c>, or <c>other.yaml:12</c> from another file.</summary>
    public string SeenFrom(Mark here) => File == here.File ? $"line {Line}" : $"{File}:{Line}";
}
