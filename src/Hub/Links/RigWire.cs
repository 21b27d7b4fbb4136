using GpioHub.Actors.Links;
using GpioHub.Hub.Links.Certificates;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Links;

/// <summary>The wire of this host's links: keeps a <see cref="RigSystem"/> up, whatever becomes of it. Any thread.</summary>
/// <remarks>
/// A hub serves its guests whether or not others can be reached: an address that is not there yet, or that the process before still
/// listens on, is tried again and again. Until then messages are lost, as on a link that is cut.
/// </remarks>
internal sealed class RigWire : ILinkWire, IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(1);

    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly bool _verbose;
    private readonly IReactor _reactor;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private Setting? _setting;
    private ILinkDoor? _door;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RigSystem? _system;
    private Task _running = Task.CompletedTask;
    private Task _replanning = Task.CompletedTask;

    /// <summary>Listens when it has been given a plan (<see cref="Replan(LinksPlan)"/>) whose files can be read.</summary>
    /// <param name="reactor">Reads what comes; it runs longer than this.</param>
    public RigWire(IReactor reactor, ILoggerFactory logs, bool verbose)
    {
        _reactor = reactor;
        (_logs, _log, _verbose) = (logs, logs.CreateLogger("links"), verbose);
    }

    /// <param name="reactor">Likewise.</param>
    /// <exception cref="LinkSetupException">This host cannot be part of the rig as the plan says.</exception>
    public RigWire(LinksPlan plan, IReactor reactor, ILoggerFactory logs, bool verbose)
        : this(plan, LinkSetup.CertificateOf(plan), reactor, logs, verbose)
    {
    }

    /// <param name="certificate">null = without TLS. No file is read for it.</param>
    /// <param name="reactor">Likewise.</param>
    public RigWire(LinksPlan plan, HostCertificate? certificate, IReactor reactor, ILoggerFactory logs, bool verbose)
        : this(reactor, logs, verbose) => _setting = new Setting(plan, certificate);

    /// <summary>Why hosts are not reached, and who was not let in.</summary>
    public LinkTroubles Troubles { get; } = new();

    /// <summary>Frames that a connection may bring a second.</summary>
    public int MostFrames { get; init; } = Allowance.Frames;

    /// <summary>How often it has begun to listen.</summary>
    public int Begun { get; private set; }

    /// <summary>Begins to listen; does not wait for it.</summary>
    /// <param name="door">Where messages of other hosts go.</param>
    public void Begin(ILinkDoor door)
    {
        _door = door;
        if (_setting?.Certificate is { } certificate && LinkSetup.EndsSoon(certificate) is { } warning)
            LinkLog.CertificateEnds(_log, warning);
        _running = Task.Run(() => RunAsync(_ending.Token));
    }

    public void Send(string host, LinkMessage message) => _system?.Send(host, message);

    public string? TroubleWith(string host) => Troubles.With(host)?.Why;

    /// <summary>Takes over another plan, and certificates that have been replaced. What cannot be taken over is said, and changes
    /// nothing.</summary>
    /// <remarks>Who asks waits for no file: it is a reactor. One plan is taken over after the other.</remarks>
    public void Replan(LinksPlan plan)
    {
        lock (_lock)
        {
            _replanning = _replanning.ContinueWith(
                _ => TakeOver(plan), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void TakeOver(LinksPlan plan)
    {
        try
        {
            Replan(Setting.Of(plan));
        }
        catch (LinkSetupException e)
        {
            if (_setting is not null)
            {
                LinkLog.NotTaken(_log, e.Message);
                return;
            }

            LinkLog.NoFiles(_log, e.Message);
            foreach (var peer in plan.Peers) Troubles.AddGeneral(peer.Host, e.Message, RigGate.NowNs);
        }
    }

    private void Replan(Setting later)
    {
        lock (_lock)
        {
            bool same = _setting is { } before && later.ListensAs(before);
            _setting = later;
            if (same && _system is { } system)
            {
                system.Gate.Peers = new RigPeers(later.Plan);
                return;
            }

            if (same) return;          // who starts the system looks at the setting again
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _replanning;
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        string? said = null;
        var pause = FirstPause;
        while (!cancel.IsCancellationRequested)
        {
            Setting? setting;
            Task changed;
            lock (_lock) (setting, changed) = (_setting, _changed.Task);
            if (setting is null)
            {
                await Task.WhenAny(changed, Task.Delay(Timeout.Infinite, cancel));
                continue;
            }

            try
            {
                await using var system = Start(setting);
                _system = system;
                Begun++;
                if (said is not null) LinkLog.Listens(_log, setting.Plan.Listen);
                (said, pause) = (null, FirstPause);
                // What a reload changed between the setting and the system is seen here.
                lock (_lock)
                    if (_setting is { } now && now.ListensAs(setting)) system.Gate.Peers = new RigPeers(now.Plan);
                _door!.WireUp();
                await Task.WhenAny(system.Ended, changed).WaitAsync(cancel);
                _system = null;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A socket's; and whatever may go wrong in Akka.Remote: guests are served all the same.
                if (said != e.Message) LinkLog.CannotListen(_log, setting.Plan.Listen, said = e.Message);
                await Task.WhenAny(changed, Task.Delay(pause, cancel));     // cancelled: the loop ends
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            finally
            {
                _system = null;
            }
        }
    }

    private RigSystem Start(Setting setting)
    {
        var self = new RigAddress(setting.Plan.Host, setting.Certificate is not null);
        RigGate gate = null!;
        var tls = setting.Certificate is { Own: var own, Ca: var ca }
            ? new RigTls(own, ca, (shown, expected, socket) => gate.MembersOf(ca, shown, expected, socket))
            : null;
        gate = new RigGate(self, new RigPeers(setting.Plan), _door!, Troubles, _reactor) { MostFrames = MostFrames, Tls = tls };
        return RigSystem.Start(gate, (host, why) => Heard(gate.Peers.Of(host), host, why), _logs, _verbose);
    }

    private void Heard(PeerPlan? peer, string host, string? why)
    {
        if (peer is null) return;
        if (why is null) Troubles.Remove(host);
        else if (Troubles.AddGeneral(host, why, RigGate.NowNs)) LinkLog.NotReached(_log, peer.Host, peer.At, why);
    }

    /// <summary>A plan with what its files hold.</summary>
    private sealed record Setting(LinksPlan Plan, HostCertificate? Certificate)
    {
        /// <exception cref="LinkSetupException">Likewise.</exception>
        public static Setting Of(LinksPlan plan) => new(plan, LinkSetup.CertificateOf(plan));

        public bool ListensAs(Setting other) =>
            Plan.Listen == other.Plan.Listen && Plan.Host == other.Plan.Host
            && Certificate?.Own.Thumbprint == other.Certificate?.Own.Thumbprint
            && Certificate?.Ca.Thumbprint == other.Certificate?.Ca.Thumbprint;
    }
}
