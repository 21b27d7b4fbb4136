using System.Diagnostics;
using Xunit.Sdk;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A terminal of a size, with a program in it, and a person who types and looks: tmux.</summary>
internal sealed class Tmux : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1.0);

    private readonly TempFolder _folder = new();

    /// <param name="variables">The program's whole environment, besides what a terminal needs.</param>
    public Tmux(int columns, int rows, IReadOnlyDictionary<string, string> variables, params string[] program)
    {
        string[] environment = ["env", "-i", "TERM=tmux-256color", "LANG=C.UTF-8", "HISTFILE=/dev/null", $"HOME={_folder.Path}",
            .. variables.Select(variable => $"{variable.Key}={variable.Value}")];
        string command = string.Join(' ', environment.Concat(program).Select(Quoted));
        Run("-f", "/dev/null", "new-session", "-d", "-x", $"{columns}", "-y", $"{rows}", "-E", command);
        Run("set-option", "-g", "remain-on-exit", "on");
    }

    /// <summary>The shown text, without colours and without blanks at the ends of its lines.</summary>
    public string Screen => Run("capture-pane", "-p");

    /// <summary>The shown text with its colours, as escape sequences.</summary>
    public string Coloured => Run("capture-pane", "-p", "-e");

    public string Folder => _folder.Path;

    /// <summary>Presses keys by their names: <c>Tab</c>, <c>Enter</c>, <c>C-c</c>.</summary>
    public void Press(params string[] keys) => Run(["send-keys", .. keys]);

    public void Type(string text) => Run("send-keys", "-l", text);

    public void Resize(int columns, int rows) => Run("resize-window", "-x", $"{columns}", "-y", $"{rows}");

    /// <summary>The process that the terminal was opened for.</summary>
    public int Pid => int.Parse(Run("display-message", "-p", "#{pane_pid}"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A fact of the pane, such as <c>#{alternate_on}</c>.</summary>
    public string Fact(string format) => Run("display-message", "-p", format).Trim();

    /// <summary>Waits until this holds of the screen.</summary>
    /// <param name="what">For the failure.</param>
    public string Until(Func<string, bool> holds, string what)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            string screen = Screen;
            if (holds(screen)) return screen;
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new XunitException($"never seen: {what}\n{screen}");
        }
    }

    /// <summary>Waits until the screen has this text.</summary>
    public string Until(string text) => Until(screen => screen.Contains(text, StringComparison.Ordinal), text);

    public void Dispose()
    {
        int pid = Pid;
        Run("kill-server");
        while (Directory.Exists($"/proc/{pid}")) Thread.Yield();             // it may write to its home until then
        _folder.Dispose();
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private string Run(params string[] args)
    {
        var start = new ProcessStartInfo("tmux", ["-S", Path.Combine(_folder.Path, "tmux"), "-u", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("TMUX");
        using var tmux = Process.Start(start)!;
        string output = tmux.StandardOutput.ReadToEnd(), error = tmux.StandardError.ReadToEnd();
        tmux.WaitForExit();
        return tmux.ExitCode == 0 ? output : throw new XunitException($"tmux {string.Join(' ', args)}: {error}");
    }
}
