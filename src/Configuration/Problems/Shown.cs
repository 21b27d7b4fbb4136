namespace GpioHub.Configuration.Problems;

/// <summary>A file's text as messages show it.</summary>
internal static class Shown
{
    private const int LongestShown = 80;

    /// <summary>In quotes, cut short if it is long.</summary>
    public static string Quoted(string text) =>
        text.Length <= LongestShown ? $"\"{text}\"" : $"\"{text.AsSpan(0, LongestShown)}…\"";

    /// <summary><c>; did you mean "IGN"?</c>, or nothing if no name is near.</summary>
    public static string DidYouMean(string wrong, IEnumerable<string> names) =>
        NearestName.Of(wrong, names) is { } near ? $"; did you mean {Quoted(near)}?" : "";
}
