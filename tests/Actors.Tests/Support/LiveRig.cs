using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Control;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hub;
using GpioHub.Actors.Reactors;
using GpioHub.Actors.Rigs;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A whole rig in this process: real reactors, real sockets, real shared memory; the guests are <see cref="GpioDriver"/>s.</summary>
internal sealed class LiveRig : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly ReactorSet _reactors;
    private readonly string _folder;
    private readonly Dictionary<string, GuestEndpoint> _endpoints;
    private readonly List<Exception> _leaked;

    private LiveRig(ActorSystem system, ReactorSet reactors, string folder, Dictionary<string, GuestEndpoint> endpoints, RigWiring wiring, Actors.Hub.Hub hub, List<Exception> leaked) =>
        (_system, _reactors, _folder, _endpoints, Wiring, Hub, _leaked) = (system, reactors, folder, endpoints, wiring, hub, leaked);

    public Actors.Hub.Hub Hub { get; }

    public RigWiring Wiring { get; }

    /// <param name="virtualTime">Timers run when the test says so: <see cref="Advance"/>.</param>
    /// <param name="machine">Where chips of driver gpiochip are.</param>
    /// <param name="placement">Null: every guest is on another reactor than its chips, if there is one, <see cref="Plans.Apart"/>.</param>
    public static async Task<LiveRig> StartAsync(
        Func<string, RigPlan> plan, IFaultPlan? faults = null, Func<ChipPlan, IChipPort>? ports = null, bool virtualTime = false, int reactors = 1,
        Func<RigPlan, ReactorPlacement>? placement = null, GpioBacking? machine = null)
    {
        string folder = Directory.CreateTempSubdirectory("gpiohub-").FullName;
        var rig = Plans.On(reactors, plan(folder));
        var leaked = new List<Exception>();
        var threads = new ReactorSet(reactors, (e, what) => { lock (leaked) leaked.Add(new InvalidOperationException(what, e)); });
        var system = ActorSystem.Create("test", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = {{(virtualTime ? "INFO" : "OFF")}}
              loggers = []
              stdout-loglevel = OFF
              log-dead-letters = off
              {{(virtualTime ? $"scheduler.implementation = \"{typeof(TestScheduler).FullName}, {typeof(TestScheduler).Assembly.GetName().Name}\"" : "")}}
            }
            """));
        threads.Start(system);
        var endpoints = rig.Guests.ToDictionary(guest => guest.Id, guest => GuestEndpoint.Bind(guest, groupId: null));
        var wiring = new RigWiring(rig, (placement ?? Plans.Apart)(rig), threads.All, virtualTime ? new VirtualClock(system.Scheduler) : SystemClock.Instance, faults ?? NoFaults.Instance, endpoints, (chip, reactor) => PortOf(chip, reactor, ports, machine))
        {
            Bind = guest =>
            {
                var endpoint = GuestEndpoint.Bind(guest, groupId: null);
                lock (endpoints) endpoints[$"{guest.Id} {endpoints.Count}"] = endpoint;
                return endpoint;
            },
        };
        var hub = await Actors.Hub.Hub.StartAsync(system, wiring, CancellationToken.None);
        return new LiveRig(system, threads, folder, endpoints, wiring, hub, leaked);
    }

    private static IChipPort PortOf(ChipPlan chip, IReactor reactor, Func<ChipPlan, IChipPort>? ports, GpioBacking? machine) =>
        chip.Driver == ChipDriverKind.GpioChip ? new GpioChipPort(chip, reactor, machine!) : ports?.Invoke(chip) ?? new SimulatedPort();

    /// <summary>One sim chip `bench` with lines A B C D and one guest `ivi` that has them all.</summary>
    public static Task<LiveRig> StartAsync(IFaultPlan? faults = null, int guests = 1, OnRelease onRelease = OnRelease.Input, int reactors = 1) => StartAsync(
        folder =>
        {
            var chip = Plans.Sim("bench", "A", "B", "C", "D");
            string[] ids = ["ivi", "adas", "spare"];
            return Plans.Plan(folder, [chip], ids.Take(guests).Select(id => Plans.Guest(id, folder, chip, onRelease: onRelease)));
        }, faults, reactors: reactors);

    public Task<GpioDriver> ConnectAsync(string guest = "ivi", FrontEndManners manners = FrontEndManners.Qemu10, GpioDriverOptions? options = null) =>
        GpioDriver.ConnectAsync(SocketOf(guest), (options ?? new GpioDriverOptions()) with { FrontEnd = (options?.FrontEnd ?? new FrontEndOptions()) with { Manners = manners } });

    /// <summary>Lets virtual time pass.</summary>
    public void Advance(TimeSpan time) => ((TestScheduler)_system.Scheduler).Advance(time);

    /// <summary>Every line logged from now on.</summary>
    public ChannelReader<string> Log()
    {
        var lines = Channel.CreateUnbounded<string>();
        var listener = _system.ActorOf(Props.Create<LogListener>(lines.Writer), "log");
        _system.EventStream.Subscribe(listener, typeof(LogEvent));
        return lines.Reader;
    }

    /// <summary>Virtual time for stamps and deadlines too: no decision reads another clock.</summary>
    private sealed class VirtualClock(IScheduler scheduler) : IMonotonicClock
    {
        public long NowNs => scheduler.Now.UtcTicks * TimeSpan.NanosecondsPerTick;
    }

    private sealed class LogListener : ReceiveActor
    {
        public LogListener(ChannelWriter<string> lines) => Receive<LogEvent>(log => lines.TryWrite($"{log.LogLevel()} {log.Message}"));
    }

    public string SocketOf(string guest) => Wiring.Plan.Guests.Single(plan => plan.Id == guest).SocketPath;

    public Task<SetResult> SetAsync(int offset, bool? level) => Hub.SetAsync(new ChipLineAddress("bench", offset), level, CancellationToken.None);

    /// <summary>Applies another plan; it must not be rolled back.</summary>
    public async Task<ApplyResult> ApplyAsync(RigPlan plan)
    {
        var result = await Hub.ApplyAsync(plan, ifGeneration: null, CancellationToken.None);
        return result.Status == ApplyStatus.Applied ? result : throw new InvalidOperationException(result.Detail);
    }

    /// <summary>Applies the plan in force with one guest changed.</summary>
    public Task<ApplyResult> ChangeAsync(string guest, Func<GuestPlan, GuestPlan> change) => ApplyAsync(With(guest, change));

    /// <summary>The plan in force with one guest changed.</summary>
    public RigPlan With(string guest, Func<GuestPlan, GuestPlan> change) =>
        Hub.Plan with { Guests = [.. Hub.Plan.Guests.Select(plan => plan.Id == guest ? change(plan) : plan)] };

    public async Task<GuestLineSnapshot> LineAsync(int line, string guest = "ivi") =>
        (await Hub.GuestAsync(guest, CancellationToken.None))!.Lines[line];

    public IReadOnlyList<IReactor> Reactors => _reactors.All;

    /// <summary>Holds the reactor of a guest, the first one's if none is named, between two turns.</summary>
    public Task<HeldReactor> HoldAsync(string? guest = null) =>
        HoldAsync(Wiring.Placement.OfGuest(guest ?? Wiring.Plan.Guests[0].Id));

    public Task<HeldReactor> HoldAsync(int reactor) => HeldReactor.HoldAsync(_reactors.All[reactor]);

    /// <summary>Everything that a guest's lines have told chips so far has come there; without this, what its connection told another reactor's chip may still be on its way.</summary>
    public async Task ToldAsync(string guest = "ivi")
    {
        await UntilAsync(_ => true, guest);
        foreach (var chip in Wiring.Plan.Chips) await Hub.ChipAsync(chip.Id, CancellationToken.None);
    }

    /// <summary>Asks the hub until <paramref name="holds"/>: each question is a round trip through the reactor, so nothing sleeps.</summary>
    public async Task<GuestSnapshot> UntilAsync(Func<GuestSnapshot, bool> holds, string guest = "ivi")
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var snapshot = (await Hub.GuestAsync(guest, patience.Token))!;
            if (holds(snapshot)) return snapshot;
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _reactors.Dispose();
        foreach (var chip in Wiring.Chips) (chip.Port as IDisposable)?.Dispose();
        foreach (var endpoint in _endpoints.Values) endpoint.Dispose();
        Directory.Delete(_folder, recursive: true);
        lock (_leaked) if (_leaked.Count > 0) throw new AggregateException("Something leaked out of a turn", _leaked);
    }
}
