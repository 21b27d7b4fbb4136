using System.Runtime.InteropServices;
using System.Text;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Top;

/// <summary>The terminal while a program has the whole of it. When it is disposed of, the terminal is as it was before.</summary>
/// <remarks>What the runtime changes of the terminal to read keys, it undoes itself at the end of the process, and while it is
/// suspended.</remarks>
internal sealed class FullScreen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l", Leave = "\e[0m\e[?25h\e[?1049l";

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly PosixSignalRegistration[] _signals;
    private bool _entered;

    /// <param name="changed">Called when the picture is to be drawn anew: another size, or back from the background.</param>
    public FullScreen(Terminal terminal, Action changed)
    {
        _terminal = terminal;
        Write(Enter, entered: true);
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => changed()),
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
            {
                context.Cancel = true;
                Write(Leave, entered: false);                              // the shell gets its own screen
                ProcessStop.Stop();
            }),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ =>
            {
                Write(Enter, entered: true);
                changed();
            }),
        ];
    }

    /// <summary>Shows these lines, the first at the top.</summary>
    public void Show(IReadOnlyList<string> lines)
    {
        var frame = new StringBuilder("\e[H");
        for (int i = 0; i < lines.Count; i++) frame.Append(i == 0 ? "" : "\r\n").Append(lines[i]).Append("\e[0m\e[K");
        lock (_lock)
        {
            if (!_entered) return;
            _terminal.Out.Write(frame.Append("\e[J").ToString());
            _terminal.Out.Flush();
        }
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        Write(Leave, entered: false);
    }

    private void Write(string text, bool entered)
    {
        lock (_lock)
        {
            if (_entered == entered) return;
            _entered = entered;
            _terminal.Out.Write(text);
            _terminal.Out.Flush();
        }
    }
}
