using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Hubs;

/// <summary>The built hub as a process of its own, with a rig of its own in a temporary folder.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _settings;
    private readonly Func<string, ChildProcess> _launch;
    private ChildProcess? _process;
    private HttpClient? _control;

    private HubProcess(string folder, string settings, Func<string, ChildProcess> launch) =>
        (_folder, _settings, _launch) = (folder, settings, launch);

    public string Config => Path.Combine(_folder, "rig.yaml");

    private string ControlSocket => Path.Combine(_folder, "control.sock");

    public int ProcessId => Process.Id;

    /// <summary>What the running process has logged.</summary>
    public LineLog Log => Process.Log;

    private ChildProcess Process => _process ?? throw new InvalidOperationException("not started");

    private HttpClient Control => _control ?? throw new InvalidOperationException("not started");

    /// <param name="rig">chips and guests of a rig file; the hub's own settings are put before it.</param>
    /// <param name="settings">More of the hub's own settings, such as <c>reactors: 2</c>.</param>
    /// <param name="launch">Starts the hub of a rig file, or a program that does; null = <c>gpiohub run</c>.</param>
    public static async Task<HubProcess> StartAsync(string rig, string settings = "", Func<string, ChildProcess>? launch = null)
    {
        var hub = new HubProcess(Directory.CreateTempSubdirectory("gpiohub-e2e-").FullName, settings, launch ?? Run);
        await hub.RewriteAsync(rig);
        await hub.StartAsync();
        return hub;
    }

    /// <summary>Another rig in the same file; nobody is told.</summary>
    public Task RewriteAsync(string rig) => File.WriteAllTextAsync(Config,
        $"hub: {{ {string.Join(", ", new[] { $"sockets: {_folder}", _settings }.Where(setting => setting.Length > 0))} }}\n{rig}");

    /// <summary>SIGHUP.</summary>
    public Task HangUpAsync() => Signals.HangUpAsync(Process.Id);

    /// <summary>SIGKILL: the sockets stay behind, and nobody is told.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.ExitAsync();
        _control?.Dispose();
    }

    /// <summary>SIGTERM, and waits until it has ended in good order.</summary>
    public async Task StopAsync()
    {
        await Signals.TerminateAsync(Process.Id);
        int code = await Process.ExitAsync();
        _control?.Dispose();
        if (code != 0) throw new ScenarioException($"The hub ended with exit code {code} when it was told to stop:\n{Log.Tail}");
    }

    /// <summary>Starts it, or starts it again on the same rig.</summary>
    public async Task StartAsync()
    {
        _process = _launch(Config);
        _control = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync })
        {
            BaseAddress = new Uri("http://localhost"),
            Timeout = Patience.Limit,
        };
        var exit = Process.ExitAsync(TimeSpan.FromDays(1));
        var ready = Log.LineAsync(l => l.Contains(" up in ", StringComparison.Ordinal), "the hub's start message");
        if (await Task.WhenAny(ready, exit) == exit) throw new ScenarioException($"The hub ended at its start:\n{Log.Tail}");
        await ready;
    }

    public string Socket(string guest) => Path.Combine(_folder, $"{guest}.sock");

    /// <summary>Runs a verb of the command line against this hub.</summary>
    public Task<Answer> CommandAsync(params string[] arguments) =>
        ChildProcess.RunAsync("gpiohub", Repository.Hub, arguments, new Dictionary<string, string> { ["GPIOHUB_HUB"] = ControlSocket });

    /// <summary>Starts a verb that goes on until stopped: mon.</summary>
    public ChildProcess StartCommand(params string[] arguments) =>
        ChildProcess.Start("gpiohub " + arguments[0], Repository.Hub, arguments,
            environment: new Dictionary<string, string> { ["GPIOHUB_HUB"] = ControlSocket });

    /// <summary>Starts build/linux-guest.sh, which is ./run.sh linux, as a guest of this hub.</summary>
    public ChildProcess StartLinux(string guest) =>
        ChildProcess.Start("linux-guest.sh", Path.Combine(Repository.Root, "build/linux-guest.sh"), [guest],
            environment: new Dictionary<string, string> { ["GPIOHUB_HUB"] = ControlSocket, ["GPIOHUB_PROGRAM"] = Repository.Hub });

    /// <summary>Sets the stimulus of a chip line, as <c>gpiohub set</c> does, but without starting a program.</summary>
    /// <param name="address">CHIP/LINE.</param>
    /// <param name="level">0, 1, or z to withdraw it.</param>
    public async Task SetAsync(string address, char level)
    {
        using var body = new StringContent(level.ToString(), Encoding.ASCII, "text/plain");
        using var answer = await Control.PutAsync(new Uri($"/v1/lines/{address}/value", UriKind.Relative), body);
        if (!answer.IsSuccessStatusCode)
            throw new ScenarioException($"set {address}={level}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    public async Task<HubInfo> InfoAsync()
    {
        using var stream = await Control.GetStreamAsync(new Uri("/v1/hub", UriKind.Relative));
        return await JsonSerializer.DeserializeAsync<HubInfo>(stream, JsonSerializerOptions.Web)
            ?? throw new ScenarioException("GET /v1/hub answered null");
    }

    /// <summary>The stream of a chip line's edges.</summary>
    /// <param name="count">End after this many edges; null = never.</param>
    /// <param name="after">Begin after that event of the hub, without a snapshot; null = now, with one.</param>
    public async Task<Stream> EventsAsync(string address, int? count = null, long? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get,
            new Uri($"/v1/events?line={address}{(count is { } c ? $"&count={c}" : "")}", UriKind.Relative));
        if (after is { } seq) request.Headers.Add("Last-Event-ID", seq.ToString(CultureInfo.InvariantCulture));
        var answer = await Control.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
    }

    /// <summary>Waits until the hub's own account is as wanted.</summary>
    /// <param name="what">For the failure message: what was waited for.</param>
    public Task<HubInfo> UntilAsync(Predicate<HubInfo> wanted, string what) => Patience.UntilAsync(
        InfoAsync,
        info => wanted(info),
        info => $"Waited in vain for {what}.\n{JsonSerializer.Serialize(info)}\nThe hub's log ends:\n{Log.Tail}");

    public Task<HubInfo> UntilArmedAsync(string guest, string line) =>
        UntilAsync(info => info.Guest(guest).Line(line).Armed, $"line {line} of {guest} to be armed");

    public async ValueTask DisposeAsync()
    {
        _control?.Dispose();
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static ChildProcess Run(string config) => ChildProcess.Start("gpiohub run", Repository.Hub, ["run", config]);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
