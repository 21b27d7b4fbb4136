namespace GpioHub.Hub.Commands.Completion;

/// <summary>A word that a shell may complete to.</summary>
/// <param name="Text">The whole word.</param>
/// <param name="Says">What it is, in a few words, for shells that show it.</param>
internal readonly record struct Candidate(string Text, string Says)
{
    /// <summary>Not a word: the shell is to complete the name of a file.</summary>
    public static readonly Candidate File = new(":files", "");
}
