using System.Globalization;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>What a verb does, on stderr, from the second second on; it goes when the verb is done with it. Only where stderr is a
/// terminal.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.0);

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly string _what;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly ITimer? _timer;
    private string _far = "";
    private bool _shown, _ended;

    /// <param name="what">Such as <c>checking rig.yaml</c>.</param>
    /// <param name="time">null = the machine's.</param>
    public Progress(Terminal terminal, string what, TimeProvider? time = null)
    {
        (_terminal, _what, _time) = (terminal, what, time ?? TimeProvider.System);
        _began = _time.GetTimestamp();
        if (terminal.ErrorIsTerminal) _timer = _time.CreateTimer(_ => Show(), null, Pause, Pause);
    }

    /// <summary>How far it is, such as <c>3 of 10</c>.</summary>
    public string Far
    {
        set { lock (_lock) _far = value; }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _ended = true;
            if (_shown) _terminal.Error.Write("\r\e[K");
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_ended) return;
            _shown = true;
            double seconds = Math.Floor(_time.GetElapsedTime(_began).TotalSeconds);
            string far = _far.Length > 0 ? $", {_far}" : "";
            _terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_what} … {seconds} s{far}\e[K"));
        }
    }
}
