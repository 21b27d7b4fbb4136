using System.Diagnostics;
using System.Net.Sockets;
using Akka.Actor;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Descriptors;
using GpioHub.Actors.Hosting;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Recordings;
using GpioHub.Hub.Control.Reload;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Hosting;
using GpioHub.Hub.Hosting.Api;
using GpioHub.Hub.Hosting.HotPath;
using GpioHub.Hub.Hosting.Logging;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Hub.Links;
using GpioHub.Hub.Links.Certificates;
using GpioHub.Hub.Qemu;
using GpioHub.Hub.Succession;
using GpioHub.Hub.Web;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Commands.Run;

/// <summary><c>gpiohub run</c>: from a file to a running hub, until it is told to stop.</summary>
/// <param name="rig">What runs the rig.</param>
/// <param name="logs">Where the log goes; the host disposes it.</param>
/// <param name="keeper">Who keeps what this process leaves; null = nobody.</param>
internal sealed class RunCommand(Terminal terminal, IRigRuntime rig, Serilog.Core.Logger logs, KeeperContact? keeper = null)
{
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <returns>0 after an orderly end.</returns>
    /// <exception cref="CommandException">It could not start.</exception>
    public async Task<int> RunAsync(RunOptions options, CancellationToken cancel)
    {
        using var signals = RunSignals.For(cancel);
        return await RunAsync(options, signals);
    }

    private static readonly TimeSpan LookForGuests = TimeSpan.FromSeconds(2);

    /// <summary>With so few descriptors guests and clients together may take them all: what answers need is loaded before.</summary>
    private const int RehearseBelow = 8_192;

    /// <summary>More than the rehearsal's private guests open: they must take no guest's place.</summary>
    private const int RehearsalFiles = 64;

    private async Task<int> RunAsync(RunOptions options, RunSignals signals)
    {
        var cancel = signals.Stop;
        if (keeper is { IsStandby: true } or { IsCandidate: true }) await Standby.WaitAsync(keeper, Peek(options), Rehearse, cancel);
        var (successor, before) = await GoOnAsync(cancel);
        using var kept = successor;
        var loaded = before is null ? Load(options) : null;
        using var begun = kept is null ? Begin(loaded!.Plan!.Hub) : null;
        var keeping = kept ?? begun!;
        // Who has a keeper is given them by that; a hub for one guest has its own way (--fd).
        using var direct = keeper is null && options.Guest is null ? GivenSockets.OfThisProcess() : GivenSockets.None;
        var given = keeper?.Given ?? direct;
        var start = (before is null ? RunPlan.Of(loaded!.Plan!, options) : new RigStart(before.Plan, null, options.Verbose)) with
        {
            Keeping = keeping.Keeping,
            Given = given,
            Before = before,
            Up = keeping.IsUp,
            Keeper = keeper is null || keeping.Keeping.Record is null ? NoKeeper.Instance : new KeeperStatus(keeper, keeping),
        };
        bool single = options.Guest is not null;
        int files = OpenFiles.Limit;
        var budget = DescriptorBudget.Of(start.Plan);
        if (budget.Guests > 0 && budget.Served(files) == 0)
            throw new CommandException(ExitCode.Failed, $"no guest could be served: {budget.Against(files)}");
        try
        {
            if (!single || options.Control is not null) SocketFolder.Prepare(Path.GetDirectoryName(start.Plan.Hub.ControlSocket)!);
            using var control = !single || options.Control is not null ? ControlSocket.Bind(start.Plan.Hub, keeping.Keeping, given) : null;
            using var view = !single ? ControlSocket.BindView(start.Plan.Hub, keeping.Keeping, given) : null;
            var listeners = new ApiListeners(control, view, start.Plan.Hub.Http);
            using var app = HubHost.Build(rig, start, listeners,
                new ConfigChecker(plan => RunPlan.Of(plan, options).Plan, LinkSetup.Look), logs,
                keeper is null ? null : services => new TakeoverDesk(keeper, keeping,
                    () => services.GetService<RunningRig>()?.Reactors ?? [],
                    services.GetRequiredService<ILoggerFactory>().CreateLogger("hub")));
            var qemu = single ? Task.FromResult<QemuVersion?>(null) : InstalledQemu.VersionAsync(InstalledQemu.ProgramName, cancel);
            var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("hub");
            bool few = budget.Whole > files;
            if (few) RunLog.FewFiles(log, budget.Against(files), budget.Served(files), Counted.Of(budget.Guests, "guest"));
            _ = app.Services.GetServices<IHostedService>();     // a service that cannot be made fails here, with nothing to stop yet
            try
            {
                await app.StartAsync(cancel);
                var hub = app.Services.GetRequiredService<IRig>();
                if (keeper is not null) await CommittedAsync(hub, cancel);
                await SayReadyAsync(start.Plan.Hub, keeping, hub, log, cancel);
                await using var watchdog = Watchdog.Begin(keeping.Store is null ? null : keeper, start.Plan.Hub.Watchdog, hub);
                bool warm = keeper is { IsStandby: true } or { IsCandidate: true };
                await using var hotPath = !warm && budget.Whole + RehearsalFiles <= files ? Rehearse(start.Plan.Hub, log) : null;
                // Before the banner: whoever waits for the banner may change the file, or send SIGHUP, at once.
                using var reloading = new Reloading(
                    app.Services.GetRequiredService<Reloader>(), hub, loaded?.Watched ?? [options.Config], log, signals);
                var recorder = app.Services.GetRequiredService<FlightRecorder>();
                signals.OnAsked = () => recorder.Ask("asked for by SIGUSR1");
                var running = app.Services.GetService<RunningRig>();
                using var status = keeper is null ? null : new ServiceStatus(hub, keeper);
                if (status is not null) app.Services.GetRequiredService<Reloader>().IsUnderWay = status.Reloads;
                using var upkeep = new Upkeep(() =>
                {
                    running?.LookAfterSockets();
                    listeners.Look(log);
                    reloading.Look();
                    status?.Look();
                });
                reloading.Looks = upkeep.Look;
                if (files <= RehearseBelow && control is not null)
                    await Rehearsal.RunAsync(control.Path, cancel);

                if (hotPath is not null) await hotPath.Opening;
                if (!single && !keeping.Keeping.IsSuccessor)
                {
                    if (start.Plan.Hub is { Http: { } address, Tokens.IsEmpty: true }) RunLog.OnlyShows(log, address);
                    var sockets = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("sockets");
                    SocketText.Log(sockets, start.Plan);
                    SocketText.Log(sockets, start.Plan, given);
                    var banner = new Banner(start.Plan, await FirstSnapshotAsync(hub, cancel), UpTime(), ThisProgram.Name,
                        HubLocator.FindsByItself(start.Plan.Hub.ControlSocket, terminal.Variable), await qemu)
                    { HasPage = PageFiles.Any };
                    await terminal.Out.WriteAsync(banner.ToString());
                    await terminal.Out.FlushAsync(cancel);
                }

                if (keeper is not null && keeping.Store is not null)
                    _ = EndAloneAsync(keeper.Lost, hub, app.Services.GetRequiredService<IHostApplicationLifetime>(), log, cancel);
                LeaveStartBehind();
                await WaitForStopAsync(app, cancel);
                keeper?.SayStopping();
                await watchdog.DisposeAsync();
                await TellWhoLosesAsync(hub, log);
            }
            catch
            {
                await StopAsync(app, log);     // guests may have come: what has been started ends as in any stop
                throw;
            }

            bool inOrder = await StopAsync(app, log);
            keeping.Store?.Clear();             // a service manager is not to start another with what is left of this one
            return inOrder ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;     // told to stop before it was up
        }
        catch (SocketInUseException e)
        {
            throw new CommandException(ExitCode.Failed, $"{e.Message}; stop it, or set hub.sockets");
        }
        catch (SocketException e) when (start.Plan.Hub.Http is not null)
        {
            throw new CommandException(ExitCode.Failed, $"hub.http {start.Plan.Hub.Http}: {e.Message}" +
                (e.SocketErrorCode == SocketError.AddressFamilyNotSupported ? "; a unit of systemd opens the network by http.conf" : ""));
        }
        catch (Exception e) when (e is NoSuchGroupException or LinkSetupException)
        {
            throw new CommandException(ExitCode.BadConfig, e.Message);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, e.Message);
        }
    }

    /// <summary>The rig as it comes up. A large one on a busy machine may take longer to describe itself than it ever will again, and that
    /// is no reason to end.</summary>
    private static async Task<RigSnapshot> FirstSnapshotAsync(IRig hub, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await hub.SnapshotAsync(cancel);
            }
            catch (AskTimeoutException)
            {
                cancel.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>The configuration as a standby needs it, which tells nobody what is wrong with it; null = it cannot be read.</summary>
    private static RigPlan? Peek(RunOptions options) =>
        ConfigurationLoader.Load(options.Config, host: null, TokenFiles.Unread) is { HasErrors: false, Plan: { } plan } ? plan : null;

    /// <returns>null = no hub before this one has left anything.</returns>
    private async Task<(HubKeeping?, PlanImage?)> GoOnAsync(CancellationToken cancel)
    {
        if (keeper is null) return (null, null);
        await keeper.GoAsync(cancel);
        bool isCold = !keeper.IsStandby && !keeper.IsCandidate;
        // Guests are waiting, and another CPU has nothing to do while this one reads what was left.
        if (isCold && keeper.Left.Names.Count > 0 && Environment.ProcessorCount > 1) _ = Task.Run(HubActorSystem.Rehearse, cancel);
        HubKeeping? kept = null;
        try
        {
            kept = HubKeeping.TryGoOn(keeper);
            return (kept, kept?.Before());
        }
        catch (RecordRefusedException e)
        {
            kept?.Dispose();
            if (e.Code == KeeperRules.Refused && !keeper.HasKeeper)
            {
                keeper.BeginAnew(e.Message);            // nobody else would: a service manager brings the same record again and again
                return (null, null);
            }

            throw new CommandException(e.Code, $"what the hub before has left cannot be taken over: {e.Message}");
        }
    }

    /// <summary>How a hub begins that follows none.</summary>
    private HubKeeping Begin(HubPlan plan)
    {
        if (keeper is null) return HubKeeping.None;
        if (plan.Keep) return HubKeeping.Begin(keeper);
        keeper.SayNotKept();
        return HubKeeping.None;
    }

    /// <summary>Without its keeper a hub goes on for the guests that are connected, and no longer: whoever killed what he had started wants
    /// nothing of it to stay.</summary>
    private static async Task EndAloneAsync(
        Task lost, IRig hub, IHostApplicationLifetime lifetime, ILogger log, CancellationToken cancel)
    {
        try
        {
            await lost.WaitAsync(cancel);
            SuccessionLog.KeeperLost(log);
            using var pace = new PeriodicTimer(LookForGuests);
            do
            {
                var snapshot = await FirstSnapshotAsync(hub, cancel);
                if (snapshot.Guests.All(guest => guest.State == GuestState.Waiting)) break;
            }
            while (await pace.WaitForNextTickAsync(cancel));
            lifetime.StopApplication();
        }
        catch (OperationCanceledException)
        {
            // It ends for another reason.
        }
    }

    /// <summary>What was done at the start stands in the record: a successor needs the plan.</summary>
    private static async Task CommittedAsync(IRig hub, CancellationToken cancel)
    {
        // The first round may be in the turn that does it, which is committed when it is over; the second is in a later one.
        await hub.ComeRoundAsync(ControlLimits.HubAnswer, cancel);
        await hub.ComeRoundAsync(ControlLimits.HubAnswer, cancel);
    }

    /// <summary>Guests can connect, and those that were there before go on.</summary>
    private async Task SayReadyAsync(HubPlan plan, HubKeeping kept, IRig hub, ILogger log, CancellationToken cancel)
    {
        if (keeper is null) return;
        // Whoever describes itself has begun, and has taken what was left for it.
        keeper.SayReady(plan.Standby, plan.Watchdog, ServiceStatus.Of(await FirstSnapshotAsync(hub, cancel)));
        SuccessionLog.Began(log, kept);
        foreach (string name in kept.GiveUpUntaken()) SuccessionLog.GivenUp(log, name);
    }

    /// <returns>Null: there is nothing to rehearse, or it is not wanted.</returns>
    private HotPathRehearsal? Rehearse(HubPlan plan, ILogger log)
    {
        if (rig.RehearsalStage is not { } stage || !plan.Rehearse) return null;
        var polling = PollingChoice.Of(plan.Poll, plan.Reactors, Environment.ProcessorCount);
        bool recorded = keeper is not null && plan.Keep;
        return HotPathRehearsal.Begin(() => stage(polling, recorded), log);
    }

    private LoadResult Load(RunOptions options)
    {
        string config = options.Config;
        var loaded = ConfigurationLoader.Load(config, host: null, options.Guest is null ? TokenFiles.Required : TokenFiles.Unread);
        foreach (var problem in loaded.Problems)
        {
            if (options.Log == LogForm.Text) terminal.Error.WriteLine(problem);
            else logs.ForContext(LogSubject.Part, "configuration").Warning("{Problem}", problem.ToString());
        }

        return loaded.HasErrors
            ? throw new CommandException(ExitCode.BadConfig, $"{config}: {Counted.Of(loaded.Errors.Length, "problem")}; not started")
            : loaded;
    }

    /// <summary>Asked before the rig's services stop, because nobody is connected after that.</summary>
    private static async Task TellWhoLosesAsync(IRig hub, ILogger log)
    {
        string[] connected = await ConnectedAsync(hub);
        if (connected.Length == 0) return;
        RunLog.Stopping(log, connected.Length == 1 ? "1 guest loses its" : $"{Counted.Of(connected.Length, "guest")} lose their",
            string.Join(", ", connected));
    }

    /// <returns>Whether everything ended in order.</returns>
    private static async Task<bool> StopAsync(IHost app, ILogger log)
    {
        try
        {
            await app.StopAsync(CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            RunLog.StopFailed(log, e);     // pins may not stand where onRelease says
            return false;
        }
    }

    private static async Task<string[]> ConnectedAsync(IRig hub)
    {
        try
        {
            var snapshot = await hub.SnapshotAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            return [.. snapshot.Guests.Where(guest => guest.State != GuestState.Waiting).Select(guest => guest.Id)];
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return [];     // a hub too busy to answer ends all the same
        }
    }

    private static async Task WaitForStopAsync(IHost app, CancellationToken cancel)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var byHost = lifetime.ApplicationStopping.Register(stopping.SetResult);
        using var byCaller = cancel.Register(lifetime.StopApplication);
        await stopping.Task;
    }

    // From here on almost nothing is allocated, so no collection would happen by itself. What the start leaves, half the heap, would stay
    // resident for good.
    private static void LeaveStartBehind() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Time since this command began. The process may be older than the hub: a script may have become it (exec).</summary>
    private TimeSpan UpTime() => Stopwatch.GetElapsedTime(_began);
}
