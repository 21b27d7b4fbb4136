using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Rigs;
using GpioHub.Actors.Testing;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A rig with one guest `ivi` whose hub dies at stores to its record and right after commits; each time another one goes on. All
/// of it runs on the test's thread.</summary>
internal sealed class MortalRig : IDisposable
{
    private const ulong Boot = 1;
    private const int SlowTurns = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-").FullName;
    private readonly RigPlan _plan;
    private readonly GuestEndpoint _endpoint;
    private readonly KeptDescriptors _store = new();
    private readonly Queue<int> _deaths;
    private readonly ICrashPlan _crashes;
    private readonly TimeSpan? _turnTime;
    private PumpReactor _reactor = null!;
    private ActorSystem _system = null!;
    private RigWiring _wiring = null!;
    private ActorRig _hub = null!;
    private bool _isSafe;
    private int _left;
    private int _turns;

    /// <param name="deaths">Each hub dies after so many steps; the one behind the last lives.</param>
    /// <param name="turnTime">What each of a hub's first turns takes, for timers, and no other; null = all, as long as they take.</param>
    /// <param name="whenStopped">Of the guest.</param>
    public MortalRig(IEnumerable<int> deaths, ICrashPlan? crashes = null, TimeSpan? turnTime = null, TimeSpan? whenStopped = null)
    {
        (_crashes, _turnTime) = (crashes ?? NoCrashes.Instance, turnTime);
        var chip = Plans.Sim("bench", "A", "B");
        _plan = Plans.Plan(_folder, [chip], [Plans.Guest("ivi", _folder, chip) with { WhenStopped = whenStopped }]);
        _endpoint = GuestEndpoint.Bind(_plan.Guests[0], groupId: null);
        _deaths = new Queue<int>(deaths);
        Begin(new Keeping { Store = _store, Record = RecordFile.Create(Boot) });
    }

    /// <summary>Steps that all hubs have taken while they could die.</summary>
    public int Steps { get; private set; }

    public int Deaths { get; private set; }

    /// <summary>Names that are kept.</summary>
    public IReadOnlyList<string> Names => _store.Names;

    /// <summary>Exceptions that left a turn.</summary>
    public List<string> Leaked { get; } = [];

    public string SocketPath => _plan.Guests[0].SocketPath;

    public VhostUserFrontEnd Connect(FrontEndManners manners) => VhostUserFrontEnd.Connect(
        SocketPath, new FrontEndOptions { Manners = manners, Machine = new Machine(RunUntilIdle) });

    /// <summary>The guest as the hub describes it.</summary>
    public GuestSnapshot Guest() => Look(() => _hub.GuestAsync("ivi", CancellationToken.None))!;

    /// <summary>The chip's line A. A hub counts edges anew.</summary>
    public LineSnapshot Line() => Look(() => _hub.ChipAsync("bench", CancellationToken.None))!.Lines[0];

    /// <summary>Asks the guest's actor how it is, and does not wait for the answer.</summary>
    public void Ask()
    {
        _ = _hub.GuestAsync("ivi", CancellationToken.None);
        RunUntilIdle();
    }

    /// <summary>Kills the hub between two turns.</summary>
    /// <param name="loses">Names that the keeper has lost by then.</param>
    /// <param name="damages">A region of the record in which a bit flips.</param>
    public void Kill(Func<string, bool>? loses = null, Func<string, bool>? damages = null)
    {
        RunUntilIdle();
        var record = _wiring.Keeping.Record!;
        _isSafe = true;
        foreach (string name in record.Names.Where(name => damages?.Invoke(name) == true))
            record.Turn(0).WriteNow(record.Find(name)!, 1, record.Find(name)![1] ^ 0x10);
        Die(loses);
        RunUntilIdle();
    }

    /// <summary>Has the hub die after so many steps more.</summary>
    public void DieAfter(int steps) => _left = steps;

    public void RunUntilIdle()
    {
        for (bool worked = true; worked;)
        {
            try
            {
                worked = RunTurn();
            }
            catch (DiesException)
            {
                Die();
            }
        }
    }

    public void Dispose()
    {
        End();
        _endpoint.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Begin(Keeping keeping)
    {
        _left = _deaths.TryDequeue(out int left) ? left : int.MaxValue;
        _turns = 0;
        var turn = keeping.TurnOf(0)!;
        (turn.BeforeStore, turn.Committed) = (Step, Step);
        _reactor = new PumpReactor((e, where) => Leaked.Add($"{where}: {e}")) { Record = turn };
        string scheduler = _turnTime is null ? ""
            : $", scheduler.implementation = \"{typeof(TestScheduler).FullName}, {typeof(TestScheduler).Assembly.GetName().Name}\"";
        _system = ActorSystem.Create("mortal", ConfigurationFactory.ParseString($"akka {{ loglevel = OFF, loggers = []{scheduler} }}")
            .WithFallback(AkkaSettings.Config));
        ReactorConfigurator.Register(_system, ReactorSet.IdOf(0), _reactor);
        _wiring = new RigWiring(_plan, ReactorPlacement.Of(_plan), [_reactor], SystemClock.Instance, _crashes,
            new Dictionary<string, GuestEndpoint> { ["ivi"] = _endpoint }, (_, _) => new SimulatedPort(), keeping: keeping);
        _isSafe = true;
        _hub = Await(() => ActorRig.StartAsync(_system, _wiring, CancellationToken.None));
        _isSafe = false;
    }

    private void Die(Func<string, bool>? loses = null)
    {
        Deaths++;
        _store.IsDeaf = true;
        var record = RecordFile.Adopt(FdInfo.Duplicate(_wiring.Keeping.Record!.File), Boot, out string why);
        Xunit.Assert.Equal("", why);
        End();
        _store.IsDeaf = false;
        foreach (string name in _store.Names.Where(name => loses?.Invoke(name) == true)) _store.Remove(name);
        Begin(new Keeping { Store = _store, Inherited = _store.Leave(), Record = record, IsSuccessor = true });
    }

    private void End()
    {
        _reactor.Record = null;                                            // what it still does is not of this world
        using var ended = new CancellationTokenSource();
        var thread = new Thread(() => _reactor.RunUntil(ended.Token)) { IsBackground = true };
        thread.Start();
        _system.Terminate().Wait(Patience);
        ended.Cancel();
        thread.Join();
        _reactor.Dispose();
    }

    private T Look<T>(Func<Task<T>> begin)
    {
        RunUntilIdle();
        _isSafe = true;
        var seen = Await(begin);
        _isSafe = false;
        return seen;
    }

    private T Await<T>(Func<Task<T>> begin)
    {
        var task = begin();
        while (!task.IsCompleted)
            if (!RunTurn()) Thread.Yield();
        return task.GetAwaiter().GetResult();
    }

    private bool RunTurn()
    {
        if (_turnTime is { } time && _turns++ < SlowTurns) ((TestScheduler)_system.Scheduler).Advance(time);
        return _reactor.RunTurn();
    }

    private void Step()
    {
        if (_isSafe) return;
        Steps++;
        if (_left-- == 0) throw new DiesException();
    }

    private sealed class DiesException : Exception;

    /// <summary>The kernel, but the hub runs on the thread that waits for it.</summary>
    private sealed class Machine(Action runHub) : FrontEndMachine
    {
        public override bool AwaitInput(UnixStream socket, TimeSpan atMost)
        {
            if (atMost > TimeSpan.Zero) runHub();
            return base.AwaitInput(socket, TimeSpan.Zero);
        }
    }

    /// <summary>A keeper in this process.</summary>
    private sealed class KeptDescriptors : IDescriptorStore, IDisposable
    {
        private readonly Dictionary<string, FileDescriptor> _kept = new(StringComparer.Ordinal);

        public bool Keeps => true;

        public bool IsDeaf { get; set; }

        public IReadOnlyList<string> Names => [.. _kept.Keys.Order()];

        public void Store(string name, SafeHandle descriptor)
        {
            if (IsDeaf) return;
            // A service manager would keep it under its first name alone.
            Xunit.Assert.DoesNotContain(_kept,
                kept => kept.Key != name && FdInfo.IsSameDescription(kept.Value, descriptor) == true);
            Remove(name);
            _kept[name] = FdInfo.Duplicate(descriptor);
        }

        public void Remove(string name)
        {
            if (!IsDeaf && _kept.Remove(name, out var old)) old.Dispose();
        }

        public InheritedDescriptors Leave() => new(_kept.ToDictionary(kept => kept.Key, kept => FdInfo.Duplicate(kept.Value)));

        public void Dispose()
        {
            foreach (var kept in _kept.Values) kept.Dispose();
        }
    }
}
