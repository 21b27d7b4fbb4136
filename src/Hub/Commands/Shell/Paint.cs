namespace GpioHub.Hub.Commands.Shell;

/// <summary>Colours for a stream that is a terminal; elsewhere texts stay as they are. Source of <c>NO_COLOR</c>: no-color.org.</summary>
/// <param name="on">The stream shows colours.</param>
internal sealed class Paint(bool on)
{
    public static readonly Paint None = new(false);

    /// <summary>Texts get colours.</summary>
    public bool IsOn => on;

    /// <param name="isTerminal">The stream is one.</param>
    /// <param name="variable">Reads an environment variable; null = not set.</param>
    public static Paint For(bool isTerminal, Func<string, string?> variable) =>
        new(isTerminal && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") is not (null or "" or "dumb"));

    public string Bold(string text) => With("1", text);

    public string Dim(string text) => With("2", text);

    public string Reverse(string text) => With("7", text);

    public string Red(string text) => With("31", text);

    public string Green(string text) => With("32", text);

    public string Yellow(string text) => With("33", text);

    public string Cyan(string text) => With("36", text);

    private string With(string code, string text) => on && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
