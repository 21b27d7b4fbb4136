using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Rigs;
using GpioHub.Actors.Testing;
using GpioHub.Fuzz.Support;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Memory;
using GpioHub.TestKit.Rigs;

namespace GpioHub.Fuzz.Worlds;

/// <summary>A whole hub on one reactor that this thread turns, in virtual time; sockets, RAM and notifications are objects of this
/// process.</summary>
internal sealed class HubWorld : IDisposable
{
    private const int EnoughTurns = 100_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);      // real time: for other threads

    private readonly ActorSystem _system;
    private readonly ScenarioReactor _reactor;
    private readonly Dictionary<string, LocalListener> _listeners = [];
    private readonly List<string> _failures = [];
    private readonly VirtualTime _time;

    public HubWorld(RigPlan plan)
    {
        _system = ActorSystem.Create("fuzz", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = ERROR
              stdout-loglevel = OFF
              loggers = []
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              scheduler.implementation = "{{typeof(TestScheduler).FullName}}, {{typeof(TestScheduler).Assembly.GetName().Name}}"
            }
            """).WithFallback(AkkaSettings.Config));
        _reactor = new ScenarioReactor((e, where) => Fail($"{where}: {e}"));
        ReactorConfigurator.Register(_system, ReactorSet.IdOf(0), _reactor);
        _system.EventStream.Subscribe(new FailureListener(this), typeof(Error));
        _time = new VirtualTime(_system);
        var clock = new HostClock(_time);
        _time.Move(clock, _system);
        Wiring = new RigWiring(plan, ReactorPlacement.Of(plan), [_reactor], clock, NoCrashes.Instance,
            plan.Guests.ToDictionary(guest => guest.Id, Listen), (_, _) => new SimulatedPort())
        { Bind = Listen };
        clock.NextDueNs = () => Wiring.NextDueNs;
        Hub = Await(() => Actors.Rigs.ActorRig.StartAsync(_system, Wiring, CancellationToken.None));
        RunUntilIdle();
    }

    public Actors.Rigs.ActorRig Hub { get; }

    public RigWiring Wiring { get; }

    /// <summary>Guests whose drivers take what the hub signals, after each turn.</summary>
    public List<WorldGuest> Guests { get; } = [];

    /// <summary>The front-end's end of a new connection.</summary>
    public LocalStream Connect(string guest) => (LocalStream)_listeners[guest].Connect();

    public ApplyResult Apply(RigPlan plan)
    {
        var result = Await(() => Hub.ApplyAsync(plan, ifGeneration: null, CancellationToken.None));
        RunUntilIdle();
        return result;
    }

    public SetResult Set(ChipLineAddress line, bool? level)
    {
        var result = Await(() => Hub.SetAsync(line, level, CancellationToken.None));
        RunUntilIdle();
        return result;
    }

    public RigSnapshot Describe() => Await(() => Hub.SnapshotAsync(CancellationToken.None));

    /// <summary>Asks the hub until something holds that other threads have a part in.</summary>
    public void Until(Predicate<RigSnapshot> holds)
    {
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!holds(Describe()))
            FuzzException.Unless(Environment.TickCount64 < end, "what is due comes");
        RunUntilIdle();
    }

    public void Pass(TimeSpan time)
    {
        var end = _time.Now + time;
        RunUntilIdle();
        while (_time.Now < end)
        {
            _time.Step(end);
            RunUntilIdle();
        }
    }

    /// <summary>Runs the hub alone.</summary>
    public void RunHub()
    {
        for (int turn = 0; turn < EnoughTurns; turn++)
            if (!_reactor.RunTurn()) return;
        throw new FuzzException("the hub comes to rest");
    }

    public void RunUntilIdle()
    {
        for (int turn = 0; turn < EnoughTurns; turn++)
        {
            bool worked = _reactor.RunTurn();
            foreach (var guest in Guests) worked |= guest.Poll();
            if (!worked) return;
        }

        throw new FuzzException("hub and guests come to rest");
    }

    /// <summary>Nothing has leaked out of a turn, and no actor has failed.</summary>
    public void CheckWell()
    {
        lock (_failures) FuzzException.Unless(_failures.Count == 0, $"no exception: {string.Join(Environment.NewLine, _failures)}");
    }

    public void Dispose()
    {
        foreach (var guest in Guests.ToArray()) guest.Dispose();
        using var ended = new CancellationTokenSource();
        var thread = new Thread(() => _reactor.RunUntil(ended.Token)) { IsBackground = true, Name = "fuzz-end" };
        thread.Start();
        _system.Terminate().Wait(Patience);
        ended.Cancel();
        thread.Join();
        _reactor.Dispose();
        foreach (var listener in _listeners.Values) listener.Dispose();
    }

    private GuestEndpoint Listen(GuestPlan guest)
    {
        var listener = new LocalListener();
        lock (_listeners) _listeners[guest.Id] = listener;
        return GuestEndpoint.Adopt(listener);
    }

    private void Fail(string what)
    {
        lock (_failures) _failures.Add(what);
    }

    /// <summary>Turns the reactor until a task is done.</summary>
    private T Await<T>(Func<Task<T>> begin)
    {
        var task = Task.Run(begin);
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!task.IsCompleted)
        {
            if (!_reactor.RunTurn()) Thread.Yield();
            if (Environment.TickCount64 > end) throw new FuzzException("the hub answers");
        }

        return task.GetAwaiter().GetResult();
    }

    private sealed class FailureListener(HubWorld world) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "fuzz"));

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is Error { Cause: { } cause } error) world.Fail($"{error.LogSource}: {error.Message} {cause}");
        }
    }
}
