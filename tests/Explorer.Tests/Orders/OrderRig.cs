using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Memory;
using GpioHub.TestKit.Rigs;
using GpioHub.Transports.Reactor;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>The real hub with one guest and one chip in this process, in virtual time: real actors, rings, sessions and turns.</summary>
internal sealed class OrderRig : IDisposable
{
    private readonly ActorSystem _system;
    private readonly List<string> _leaked = [];
    private readonly ScenarioReactor _guest;
    private readonly ScenarioReactor? _chip;
    private readonly ChipThread? _chipThread;
    private readonly GuestEndpoint _endpoint;
    private readonly GuestWiring _wiring;

    public OrderRig(OrderPlan plan, OrderRecorder recorder)
    {
        recorder.Rig = this;
        _system = ActorSystem.Create("orders", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = ERROR
              loggers = []
              scheduler.implementation = "{{typeof(TestScheduler).FullName}}, {{typeof(TestScheduler).Assembly.GetName().Name}}"
            }
            """).WithFallback(AkkaSettings.Config));
        _guest = new ScenarioReactor(Leaked);
        IReactor guest = new OrderReactor(_guest, recorder);
        if (plan.Apart) _chip = new ScenarioReactor(Leaked);
        if (_chip is not null) _chipThread = new ChipThread(_chip);
        IReactor[] reactors = _chip is null ? [guest] : [_chip, guest];
        for (int i = 0; i < reactors.Length; i++) ReactorConfigurator.Register(_system, ReactorSet.IdOf(i), reactors[i]);

        var rig = PlanOf(plan, reactors.Length);
        var listener = new LocalListener();
        _endpoint = GuestEndpoint.Adopt(listener);
        Port = new OrderPort(recorder.Did);
        var placement = new ReactorPlacement(reactors.Length, [KeyValuePair.Create("bench", 0)],
            [KeyValuePair.Create("ivi", reactors.Length - 1)]);
        var wiring = new RigWiring(rig, placement, reactors, new SchedulerClock(_system.Scheduler), recorder,
            new Dictionary<string, GuestEndpoint> { ["ivi"] = _endpoint }, (_, _) => Port);
        Await(() => ActorRig.StartAsync(_system, wiring, CancellationToken.None));
        _wiring = wiring.Guests[0];
        var frontEnd = VhostUserFrontEnd.Attach(listener.Connect(),
            SocketTransport.Options(new OrderMachine(recorder.Touched, RunHub), plan.Packed));
        Guest = new OrderGuest(frontEnd, plan);
        frontEnd.Start();
        RunHub();
    }

    public OrderGuest Guest { get; } = null!;

    public OrderPort Port { get; }

    public GuestQueues Queues => _wiring.Queues;

    public LineStore[] Stores => _wiring.Stores;

    public void Advance(TimeSpan time) => ((TestScheduler)_system.Scheduler).Advance(time);

    public bool RunGuestTurn()
    {
        bool worked = _guest.RunTurn();
        return _leaked.Count == 0 ? worked : throw new InvalidOperationException(_leaked[0]);
    }

    /// <summary>Lets a chip on another reactor take a turn; not from the chip's own reactor.</summary>
    public bool RunChipTurn() => _chipThread?.RunTurn() == true;

    public void RunHub()
    {
        while (RunGuestTurn() | RunChipTurn())
        {
            // both until neither finds anything to do
        }
    }

    public void Dispose()
    {
        Guest.FrontEnd.Dispose();
        Await(async () =>
        {
            await _system.Terminate();
            return true;
        });
        _chipThread?.Dispose();
        _guest.Dispose();
        _chip?.Dispose();
        _endpoint.Dispose();
    }

    private static RigPlan PlanOf(OrderPlan plan, int reactors)
    {
        var lines = Enumerable.Range(0, plan.Lines).ToList();
        ChipDriverPlan driver = plan.AtDevice
            ? new GpioChipPlan(new ByLabel("x"), IoPlace.Inline, TimeSpan.FromDays(1), TimeSpan.FromDays(1))
            : SimPlan.Instance;
        var chip = new ChipPlan("bench", driver, [.. lines.Select(i =>
            new ChipLinePlan(i, $"L{i}", Bias.PullDown, ActiveLow: false, DriveKind.PushPull, InitialState.AsIs, ResolveRule.Exclusive,
                ControlAccess.Read))]);
        var guest = new GuestPlan("ivi", "ivi.sock", UnixFileMode.UserRead, SocketGroup: null, EarlyUnmask.Return, WhenStopped: null,
            [.. lines.Select(i => new GuestLinePlan(i, $"L{i}", new ChipLineAddress("bench", i), LineAccess.InOut, OnRelease.Input))]);
        var hub = new HubPlan("orders.yaml", "", "control.sock", UnixFileMode.UserRead, null, null, reactors, PollPlan.Off);
        return new RigPlan(hub with { PackedRings = true }, [chip], [guest]);
    }

    private void Leaked(Exception e, string where)
    {
        lock (_leaked) _leaked.Add($"{where}: {e}");
    }

    /// <summary>Turns the reactors until a task of other threads is done.</summary>
    private T Await<T>(Func<Task<T>> begin)
    {
        var task = Task.Run(begin);
        for (long end = Environment.TickCount64 + 20_000; !task.IsCompleted;)
        {
            if (!(RunGuestTurn() | RunChipTurn())) Thread.Yield();
            if (Environment.TickCount64 > end) throw new TimeoutException("the actor system does not answer");
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>The clock that the timers follow.</summary>
    private sealed class SchedulerClock(IScheduler scheduler) : IMonotonicClock
    {
        public long NowNs => scheduler.Now.UtcTicks * TimeSpan.NanosecondsPerTick;
    }
}
