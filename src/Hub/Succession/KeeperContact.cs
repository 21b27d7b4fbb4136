using System.Globalization;
using System.Text;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>A hub's side of its keeper, or of the service manager where that alone keeps it.</summary>
/// <remarks>Its own thread reads what the keeper says; everything else may be called by any thread.</remarks>
internal sealed class KeeperContact : IDisposable
{
    private static KeeperContact? s_early;

    private readonly NotifySocket _notify;
    private readonly PacketSocket? _line;
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FileDescriptor> _check = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<KeyValuePair<string, FileDescriptor>> _left = [];
    private volatile string _state = "";
    private NotifiedStore? _store;

    private KeeperContact(NotifySocket notify, PacketSocket? line, string role)
    {
        (_notify, _line) = (notify, line);
        (IsStandby, IsCandidate) = (role == KeeperText.Standby, role == KeeperText.Candidate);
        notify.Send($"{KeeperText.Listens}=1");
        if (line is null)
        {
            // No keeper: what the service manager kept came with the start.
            Given = GivenSockets.Of(ListenedDescriptors.Take(Environment.GetEnvironmentVariable, Environment.ProcessId), out var left);
            Left = left;
            _go.SetResult();
            return;
        }

        new Thread(Listen) { Name = "keeper", IsBackground = true }.Start();
    }

    /// <summary>This process waits for the end of the hub, warm.</summary>
    public bool IsStandby { get; }

    /// <summary>This process is to say whether it could take over from the hub, and then waits as a standby does.</summary>
    public bool IsCandidate { get; }

    /// <summary>A keeper's hub, not one that a service manager alone keeps.</summary>
    public bool HasKeeper => _line is not null;

    /// <summary>The service manager's own watchdog, where that alone keeps this hub; zero = it has none.</summary>
    public TimeSpan ServiceWatchdog { get; private init; }

    /// <summary>The keeper wants this hub to stop between two turns, for another to go on.</summary>
    public event Action<string>? ParkAsked;

    /// <summary>A takeover that was asked for does not happen; why, for a person.</summary>
    public event Action<string>? TakeoverRefused;

    /// <summary>Done when the keeper has ended: from here on nothing outlives this process.</summary>
    public Task Lost => _lost.Task;

    /// <summary>What the keeper says of itself: see <see cref="KeeperText.State"/>.</summary>
    public string Said(string name) => KeeperText.Value(_state, name) ?? "";

    /// <summary>Begins before the command line is read; the next <see cref="TakeEarly"/> gets it. Without a keeper nothing
    /// happens.</summary>
    public static void Begin() => s_early = OfProcess();

    /// <summary>What has begun early; null = this process has no keeper.</summary>
    public static KeeperContact? TakeEarly() => Interlocked.Exchange(ref s_early, null);

    /// <summary>Waits until this process is to be the hub.</summary>
    public Task GoAsync(CancellationToken cancel) => _go.Task.WaitAsync(cancel);

    /// <summary>How the hub before ended; after <see cref="GoAsync"/>.</summary>
    public GoWords Words { get; private set; } = GoWords.First;

    /// <summary>What it has left; after <see cref="GoAsync"/>.</summary>
    public InheritedDescriptors Left { get; private set; } = new();

    /// <summary>Sockets that the service manager gives to whoever serves; after <see cref="GoAsync"/>.</summary>
    public GivenSockets Given { get; private set; } = GivenSockets.None;

    /// <summary>Says that this process is warm, and waits for the keeper's word. A candidate looks at the record first.</summary>
    public async Task StandByAsync(string version, CancellationToken cancel)
    {
        _notify.Send($"{KeeperText.StandsBy}=1");
        if (IsCandidate)
        {
            using var record = await _check.Task.WaitAsync(cancel);
            string? whyNot = RecordFile.WhyNot(record, BootId.Read());
            _notify.Send(whyNot is null
                ? $"{KeeperText.Fits}={KeeperText.OneLine(version)}"
                : $"{KeeperText.Refuses}={KeeperText.OneLine(whyNot)}");
        }

        await _go.Task.WaitAsync(cancel);
    }

    /// <summary>Nothing of what was left can be gone on with.</summary>
    /// <param name="why">For the log.</param>
    public void BeginAnew(string why) => Words = Words with { Fresh = $"what the hub before had left cannot be taken over: {why}" };

    /// <summary>Where descriptors outlive this process.</summary>
    /// <param name="left">Names that are kept already.</param>
    public NotifiedStore StoreWith(IEnumerable<string> left) => _store = new NotifiedStore(_notify, left);

    /// <summary>Descriptors that are kept.</summary>
    public int Kept => _store?.Count ?? 0;

    public void SayReady(bool standby, TimeSpan? watchdog, string status) => _notify.Send(string.Create(CultureInfo.InvariantCulture,
        $"READY=1\nSTATUS={KeeperText.OneLine(status)}\n{KeeperText.WantsStandby}={(standby ? 1 : 0)}") +
        (watchdog is { } time && HasKeeper ? $"\nWATCHDOG_USEC={(long)time.TotalMicroseconds}" : ""));

    /// <summary>How the rig is, for a person.</summary>
    public void SayStatus(string status) => _notify.TrySend($"STATUS={KeeperText.OneLine(status)}");

    /// <summary>Another file is being put in force.</summary>
    public void SayReloading() => _notify.Send(string.Create(CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={MonotonicClock.Now / 1000}"));

    /// <summary>It is in force, or refused. To a keeper READY=1 would mean another hub.</summary>
    public void SayReloaded() => _notify.Send(HasKeeper ? $"{KeeperText.Reloaded}=1" : "READY=1");

    public void SayAlive() => _notify.TrySend("WATCHDOG=1");

    public void SayStopping() => _notify.Send("STOPPING=1");

    /// <summary>The end of this process is to be the end of the keeper too.</summary>
    public void SayNotKept() => _notify.Send($"{KeeperText.Keep}=0");

    public void SayParked() => _notify.Send($"{KeeperText.Parked}=1");

    /// <param name="program">Path of the build; null = the one before.</param>
    /// <returns>False: nobody hears it.</returns>
    public bool AskForTakeover(string? program) =>
        _notify.Send(program is null ? $"{KeeperText.TakeBack}=1" : $"{KeeperText.TakeOver}={KeeperText.OneLine(program)}");

    public void Dispose()
    {
        _line?.Dispose();
        _notify.Dispose();
        Left.Dispose();
        Given.Dispose();
    }

    private static KeeperContact? OfProcess()
    {
        string? address = Environment.GetEnvironmentVariable(KeeperText.NotifySocket);
        string? number = Environment.GetEnvironmentVariable(KeeperText.LineNumber);
        string role = Environment.GetEnvironmentVariable(KeeperText.Role) ?? KeeperText.Hub;
        if (address is not { Length: > 0 }) return null;
        if (NotifySocket.TryConnect(address) is not { } notify)
        {
            if (number is not null) Environment.Exit(1);       // a keeper has started this process and has ended: nobody waits for it
            return null;
        }

        var line = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int fd) ? PacketSocket.Adopt(fd) : null;
        var contact = new KeeperContact(notify, line, role)
        {
            ServiceWatchdog = new TimeSpan(Succession.ServiceWatchdog.Ns(Environment.GetEnvironmentVariable) / TimeSpan.NanosecondsPerTick),
        };
        // Whatever this process starts is no part of it.
        foreach (string name in (string[])[KeeperText.NotifySocket, KeeperText.LineNumber, KeeperText.Role, "LISTEN_PID", "LISTEN_FDS",
            "LISTEN_FDNAMES"]) Environment.SetEnvironmentVariable(name, null);
        return contact;
    }

    private void Listen()
    {
        var buffer = new byte[PacketSocket.MaxBytes];
        var fds = new List<FileDescriptor>();
        while (_line!.Wait(-1) || !_line.IsClosed)
        {
            fds.Clear();
            int got = _line.Receive(buffer, fds);
            if (got < 0) continue;
            if (got == 0) break;
            Heard(Encoding.UTF8.GetString(buffer, 0, got), fds);
        }

        if (!_go.Task.IsCompleted) Environment.Exit(0);        // a standby without a keeper has nobody to stand by for
        _lost.SetResult();
    }

    private void Heard(string text, List<FileDescriptor> fds)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        switch (end < 0 ? text : text[..end])
        {
            case KeeperText.Go:
                string[] names = (KeeperText.Value(text, "names") ?? "").Split(':');
                for (int i = 0; i < fds.Count; i++) _left.Add(new(names[i], fds[i]));
                if (KeeperText.Number(text, "more") > 0) return;
                Words = GoWords.Read(text);
                Given = GivenSockets.Of(_left, out var left);
                Left = left;
                _go.TrySetResult();
                return;
            case KeeperText.Check when fds.Count == 1:
                _check.TrySetResult(fds[0]);
                return;
            case KeeperText.Park:
                ParkAsked?.Invoke(KeeperText.Value(text, "version") ?? "");
                return;
            case KeeperText.NoTakeover:
                TakeoverRefused?.Invoke(KeeperText.Value(text, "why") ?? "");
                return;
            case KeeperText.State:
                _state = text;
                return;
        }

        foreach (var unused in fds) unused.Dispose();
    }
}
