using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Top;

/// <summary>The run of <c>gpiohub top</c>: it looks at the hub again and again, takes keys, and draws.</summary>
internal sealed class TopLoop(VerbContext context, ParseResult parsed, Terminal terminal, TimeSpan pause)
{
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(4.0);

    private readonly TopState _state = new();
    private readonly Channel<ConsoleKeyInfo?> _keys = Channel.CreateUnbounded<ConsoleKeyInfo?>();   // null = draw anew
    private TopSample? _now, _before;
    private string _said = "";
    private bool _isBad, _looksAtOnce;
    private long _saidAt;

    public async Task RunAsync(HubClient first, CancellationToken cancel)
    {
        HubClient? hub = first;
        using var screen = new FullScreen(terminal, () => _keys.Writer.TryWrite(null));
        StartReader();
        var look = LookAsync(hub, cancel);
        Task<bool>? key = null;
        Task? rest = null;                                                 // from one look to the next; null = it looks
        try
        {
            while (true)
            {
                Draw(screen);
                key ??= _keys.Reader.WaitToReadAsync(cancel).AsTask();
                await await Task.WhenAny(key, rest ?? look);
                if (key.IsCompleted)
                {
                    key = null;
                    while (_keys.Reader.TryRead(out var pressed))
                        if (pressed is { } known && !await PressAsync(known, hub, cancel)) return;
                }

                if (rest is null && look.IsCompleted)
                {
                    if (!await look) Lose(ref hub, first);
                    rest = Task.Delay(pause, cancel);
                }
                else if (rest is not null && (rest.IsCompleted || _looksAtOnce))
                {
                    _looksAtOnce = false;
                    hub ??= await FindAsync(cancel);
                    look = LookAsync(hub, cancel);
                    rest = null;
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C, or told to end: both are the ordinary end.
        }
        finally
        {
            Lose(ref hub, first);
        }
    }

    /// <summary>Ends a connection; the first is the verb's to end.</summary>
    private static void Lose(ref HubClient? hub, HubClient first)
    {
        if (hub != first) hub?.Dispose();
        hub = null;
    }

    /// <returns>false = quit.</returns>
    private async Task<bool> PressAsync(ConsoleKeyInfo key, HubClient? hub, CancellationToken cancel)
    {
        var rows = _now is null ? [] : _state.Shown(_now.Nets(_before));
        int guests = _now is null ? 0 : _state.Shown(_now.Guests(_before)).Count;
        var deed = _state.Press(key, rows, TopScreen.Page(TerminalSize.Of(), guests));
        if (deed.Kind == DeedKind.Quit) return false;
        if (deed is not { Kind: DeedKind.Set or DeedKind.Pulse, Net: { } net } || hub is null) return true;
        try
        {
            var target = Arguments.Target(net.Name);
            if (deed.Kind == DeedKind.Set)
            {
                string value = target.Line is null ? Arguments.Value(deed.Text) : Arguments.Level(deed.Text);
                await hub.PutAsync($"{target.Path}/value", value, cancel);
                Say(value == "z" ? $"{net.Name} is driven no longer" : $"{net.Name} is driven to {value}", isBad: false);
            }
            else
            {
                await hub.PostAsync($"{target.Path}/pulse",
                    JsonSerializer.Serialize(new PulseRequest([deed.Text], 1, 1), WireJson.Default.PulseRequest), cancel);
                Say($"{net.Name} is pulsed for {deed.Text}", isBad: false);
            }

            _looksAtOnce = true;
        }
        catch (CommandException e)
        {
            Say(e.Message, isBad: true);
        }

        return true;
    }

    private async Task<HubClient?> FindAsync(CancellationToken cancel)
    {
        try
        {
            return await context.FindHubAsync(parsed, cancel);
        }
        catch (CommandException e)
        {
            Say(e.Message, isBad: true);
            return null;
        }
    }

    /// <summary>Takes a sample.</summary>
    /// <returns>false = the hub has gone; what is known of it stays on the screen.</returns>
    private async Task<bool> LookAsync(HubClient? hub, CancellationToken cancel)
    {
        if (hub is null) return false;
        try
        {
            var document = await hub.DocumentAsync("/v1/hub", WireJson.Default.HubDocument, cancel);
            var sample = new TopSample(document, await LatencyAsync(hub, cancel));
            bool isLater = _now is null || Uptime(document) > Uptime(_now.Hub);
            (_before, _now) = (isLater ? _now : null, sample);
            return true;
        }
        catch (CommandException e)
        {
            Say(e.Message, isBad: true);
            return e.ExitCode != ExitCode.NoHub;
        }
    }

    /// <summary>A hub without metrics has no latency to tell.</summary>
    private static async Task<LatencyCounts> LatencyAsync(HubClient hub, CancellationToken cancel)
    {
        try
        {
            return LatencyCounts.In(await hub.TextAsync("/metrics", cancel));
        }
        catch (CommandException e) when (e.ExitCode == ExitCode.NotFound)
        {
            return LatencyCounts.None;
        }
    }

    private static long Uptime(HubDocument hub) => long.Parse(hub.UptimeNs, CultureInfo.InvariantCulture);

    private void Say(string text, bool isBad) => (_said, _isBad, _saidAt) = (text.Split('\n')[0], isBad, Environment.TickCount64);

    private void Draw(FullScreen screen)
    {
        if (Environment.TickCount64 - _saidAt > Told.TotalMilliseconds) _said = "";
        screen.Show(TopScreen.Draw(_now, _before, _state, TerminalSize.Of(), terminal.Paint, (_said, _isBad)));
    }

    /// <summary>Keys come from a thread of its own: the runtime reads them in no other way, and it ends with the process.</summary>
    private void StartReader()
    {
        var thread = new Thread(() =>
        {
            try
            {
                while (true) _keys.Writer.TryWrite(Console.ReadKey(intercept: true));
            }
            catch (InvalidOperationException)
            {
                // The terminal has gone.
            }
        })
        {
            IsBackground = true,
            Name = "keys",
        };
        thread.Start();
    }
}
