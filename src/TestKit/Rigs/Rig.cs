using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using GpioHub.Actors.Contract;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Recording.Log;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using GpioHub.TestKit.Story;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.TestKit.Rigs;

/// <summary>A running rig, or one host's part of it: production actors on one reactor that the scenario turns, in virtual time.</summary>
/// <remarks>The scenario's thread only. Nothing happens outside the calls of this class, so a scenario runs the same each time.</remarks>
internal sealed class Rig : IDisposable
{
    private const int EnoughTurns = 100_000;
    private const ulong Boot = 1;

    private const long IdleMs = 10;                                        // real time: no thread has anything for the hub by then

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);   // real time: for other threads to start an actor or end a task

    private readonly Action _endSystem;
    private readonly IRigTransport _transport;
    private readonly Deaths? _deaths;
    private readonly LeftDescriptors _left = new();
    private readonly LogEntry[] _read = new LogEntry[256];
    private readonly List<Exception> _leaked = [];
    private readonly Queue<Action> _later = new();
    private readonly RigGroup _group;
    private readonly Wire? _wire;
    private RigPlan? _applied;
    private HubLife _life;

    /// <param name="packed">Whether guests have packed rings.</param>
    /// <param name="endSystem">Ends the actor system and waits for it.</param>
    /// <param name="group">The rigs of the other hosts, which run with this one; null = there are none.</param>
    public Rig(ActorSystem system, RigPlan plan, Transport transport, bool packed, Action endSystem, Deaths? deaths = null,
        RigGroup? group = null)
    {
        (_endSystem, _deaths) = (endSystem, deaths);
        _group = group ?? new RigGroup(new VirtualTime(system));
        Clock = new HostClock(Time);
        Time.Move(Clock, system);
        Journal = _group.NewJournal();
        _group.Join(this);
        _wire = plan.Links is { } links ? _group.NewWire(links.Host) : null;
        var onOne = plan with { Hub = plan.Hub with { Reactors = 1, PackedRings = packed } };   // one thread turns them all
        _transport = transport == Transport.InMemory ? new MemoryTransport(onOne, packed) : new SocketTransport(onOne, packed);
        Ports = Plan.Chips.ToDictionary(chip => chip.Id, _ => new ScriptedPort());
        if (deaths is not null) Time.Move(Clock, system = Another(system));
        _life = Begin(system, deaths is null ? Keeping.None : new Keeping { Store = _left, Record = RecordFile.Create(Boot) });
        ChipLineAddress[] lines = [.. Plan.Chips.SelectMany(chip => chip.Lines.Select((_, index) => new ChipLineAddress(chip.Id, index)))];
        var watch = Await(() => _rig.WatchAsync(lines, CancellationToken.None).AsTask());
        foreach (var line in watch.Lines) Journal.Add(RowOf(line.Source), EntryKind.Level, "", line.Level);
        _life.Follow();
        RunUntilIdle();
    }

    private Actors.Rigs.ActorRig _rig => _life.Hub;

    public RigPlan Plan => _applied ?? _transport.Plan;

    public VirtualTime Time => _group.Time;

    public HostClock Clock { get; }

    public RigGroup Group => _group;

    public Journal Journal { get; }

    public IReadOnlyDictionary<string, ScriptedPort> Ports { get; }

    /// <summary>Guests that are up; after each turn each takes what the hub has published for it.</summary>
    public List<IRigMachine> Machines { get; } = [];

    public ImmutableArray<LinkSnapshot> Links => _rig.Links;

    /// <summary>Every link is up, and every chip of another host is there.</summary>
    public bool IsLinked => Links.All(link => link.Phase == LinkPhase.Up)
        && Plan.Chips.Where(chip => chip.Driver is RemotePlan).All(chip => Describe(chip.Id).State == ChipState.Up);

    public VhostUserFrontEnd Connect(string guest)
    {
        var frontEnd = _transport.Connect(guest, RunHub);
        bool offered = (frontEnd.Offered & VirtioFeatures.RingPacked) != 0;
        return offered == Plan.Hub.PackedRings ? frontEnd : throw new InvalidOperationException(
            $"the hub offers {(offered ? "" : "no ")}packed rings to {guest}, and the scenario has the others");
    }

    public SetResult Set(ChipLineAddress line, bool? level)
    {
        var plan = LineOf(line);
        if (plan is { Control: ControlAccess.Read, LevelIsTold: false })       // hardware: the scenario shows its level, nobody sets it
        {
            Ports[line.Chip].Show(line.Index, level ?? NetState.Pull(plan), Clock.NowNs);
            RunUntilIdle();
            return new SetResult(SetStatus.Done, "");
        }

        var result = Await(() => _rig.SetAsync(line, level, CancellationToken.None), crosses: plan.LevelIsTold);
        RunUntilIdle();
        return result;
    }

    /// <summary>Sets lines as <see cref="Set(ChipLineAddress, bool?)"/> does, together: nobody sees one without the other.</summary>
    /// <param name="lines">Each line once.</param>
    public ImmutableArray<SetResult> Set(ImmutableArray<LineSetting> lines)
    {
        var stimuli = lines.Where(line => LineOf(line.Line) is { Control: ControlAccess.Drive } or { LevelIsTold: true })
            .ToImmutableArray();
        foreach (var (line, level) in lines.Except(stimuli))
            Ports[line.Chip].Show(line.Index, level ?? NetState.Pull(LineOf(line)), Clock.NowNs);
        var results = stimuli.IsEmpty ? [] : Await(() => _rig.SetAsync(stimuli, CancellationToken.None));
        RunUntilIdle();
        var byLine = stimuli.Zip(results).ToDictionary(set => set.First.Line, set => set.Second);
        return [.. lines.Select(line => byLine.GetValueOrDefault(line.Line) ?? new SetResult(SetStatus.Done, ""))];
    }

    /// <summary>Has the hub apply another plan of the same guests and chips.</summary>
    public ApplyResult Apply(RigPlan plan)
    {
        var endpoints = Plan.Guests.ToDictionary(guest => guest.Id);
        var wanted = plan with
        {
            Hub = Plan.Hub,
            Guests = [.. plan.Guests.Select(guest => guest with
            {
                SocketPath = endpoints[guest.Id].SocketPath,
                SocketMode = endpoints[guest.Id].SocketMode,
                SocketGroup = endpoints[guest.Id].SocketGroup,
            })],
        };
        var result = Await(() => _rig.ApplyAsync(wanted, ifGeneration: null, CancellationToken.None));
        _applied = _rig.Plan;
        RunUntilIdle();
        return result;
    }

    /// <summary>A chip line's name, or its offset.</summary>
    public string NameOf(ChipLineAddress line) => LineOf(line).Name ?? $"{LineOf(line).Offset}";

    public FaultResult AddFault(FaultTarget target, FaultOrder order)
    {
        var result = Await(() => _rig.AddFaultAsync(target, order, CancellationToken.None));
        RunUntilIdle();
        return result;
    }

    public ImmutableArray<FaultSnapshot> Faults() => Await(() => _rig.FaultsAsync(CancellationToken.None));

    /// <returns>Whether it was there.</returns>
    public bool ClearFault(int number)
    {
        int cleared = Await(() => _rig.ClearFaultAsync(number, CancellationToken.None));
        RunUntilIdle();
        return cleared > 0;
    }

    public PulseResult Pulse(ChipLineAddress line, PulseOrder order)
    {
        var result = Await(() => _rig.PulseAsync(line, order, CancellationToken.None));
        RunUntilIdle();
        return result;
    }

    public void EndPulse(ChipLineAddress line)
    {
        Await(async () =>
        {
            await _rig.EndPulseAsync(line, CancellationToken.None);
            return true;
        });
        RunUntilIdle();
    }

    public ChipSnapshot Describe(string chip) => Await(() => _rig.ChipAsync(chip, CancellationToken.None))!;

    public GuestSnapshot DescribeGuest(string guest) => Await(() => _rig.GuestAsync(guest, CancellationToken.None))!;

    /// <summary>Runs something between two turns, where it may itself let the rig run.</summary>
    public void Later(Action action) => _later.Enqueue(action);

    /// <summary>Runs hub and guests until nothing more can happen without time passing.</summary>
    public void RunUntilIdle()
    {
        for (int turn = 0; turn < EnoughTurns; turn++)
        {
            if (!_group.Turn(rig => rig.RunTurnAndGuests())) return;
        }

        throw new ScenarioException($"hub and guests do not come to rest at {Time.Now.InMs()} ms: " +
            $"still busy after {EnoughTurns} turns{Picture.Of(Journal, Journal.Entries.TakeLast(20).Select(entry => entry.Row))}");
    }

    /// <summary>Lets time pass, including its last tick.</summary>
    public void Pass(TimeSpan time) => PassUntil(() => false, time);

    /// <summary>Lets time pass until something holds.</summary>
    /// <returns>Whether it does.</returns>
    public bool PassUntil(Func<bool> holds, TimeSpan atMost)
    {
        var end = Time.Now + atMost;
        RunUntilIdle();
        while (!holds())
        {
            if (Time.Now >= end) return false;
            Time.Step(end);
            RunUntilIdle();
        }

        return true;
    }

    /// <summary>Throws exceptions that have left a turn since the last call; they are never the scenario's fault.</summary>
    public void ThrowWhatLeaked()
    {
        if (_leaked.Count == 0) return;
        var leaked = new AggregateException(_leaked);
        _leaked.Clear();
        throw new ScenarioException("the hub failed inside a turn: a bug of the hub, please report it", leaked);
    }

    /// <summary>Ends guests, actors, reactor and transport.</summary>
    public void Dispose()
    {
        foreach (var machine in Machines.ToArray()) machine.Dispose();
        try
        {
            _life.End(() =>
            {
                if (_deaths is not null) _life.System.Terminate().Wait(Patience);
                _endSystem();
            });
        }
        finally
        {
            _transport.Dispose();
            _left.Dispose();
        }
    }

    private ChipLinePlan LineOf(ChipLineAddress line) => Plan.Chips.Single(chip => chip.Id == line.Chip).Lines[line.Index];

    /// <summary>Runs the hub alone, as for a front-end that waits for its reply.</summary>
    private void RunHub()
    {
        for (int turn = 0; turn < EnoughTurns; turn++)
            if (!RunTurnOrDie()) return;
    }

    private bool RunTurnAndGuests()
    {
        bool worked = RunTurnOrDie();
        foreach (var machine in Machines.ToArray()) worked |= machine.Poll();
        while (_later.TryDequeue(out var action))
        {
            worked = true;
            action();
        }

        return worked;
    }

    private bool RunTurn()
    {
        bool worked = _life.Reactor.RunTurn();
        ReadLog();
        return worked;
    }

    private void ReadLog()
    {
        for (int count; (count = _life.Log?.Read(_read, out _) ?? 0) > 0;)
            foreach (ref readonly var entry in _read.AsSpan(0, count)) Tell(entry);
    }

    /// <summary>Runs a turn in which the hub may be killed; then another one has to go on where it was.</summary>
    private bool RunTurnOrDie()
    {
        if (_deaths is null) return RunTurn();
        _deaths.IsArmed = true;
        try
        {
            bool worked = RunTurn();
            if (!worked) foreach (var port in Ports.Values) port.Seen();
            if (!_deaths.IsDue) return worked;
        }
        catch (HubKilledException)
        {
            if (_life.Reactor.Record!.IsCommitted) ReadLog();              // else the turn is done again, and told of then
        }
        finally
        {
            _deaths.IsArmed = false;
        }

        Die();
        return true;
    }

    /// <summary>Kills the hub; another one goes on.</summary>
    public void Kill()
    {
        if (_deaths is null) throw new ScenarioException("no hub follows: the scenario's options are to say Follows, over sockets");
        Die();
        RunUntilIdle();
    }

    private void Die()
    {
        _deaths!.Died();
        foreach (var port in Ports.Values) port.GoOn();
        _left.IsDeaf = true;
        var file = FdInfo.Duplicate(_life.Wiring.Keeping.Record!.File);
        var before = _life;
        before.Reactor.Dispose();                                          // and not a turn more: not even to end its actors
        _left.IsDeaf = false;
        var record = RecordFile.Adopt(file, Boot, out string why) ?? throw new ScenarioException($"the record is refused: {why}");
        var system = Another(before.System);
        Time.Move(Clock, system);
        _life = Begin(system, new Keeping { Store = _left, Inherited = _left.Left(), Record = record, IsSuccessor = true });
    }

    /// <summary>An actor system like this one. Nothing holds it: when its hub has died, it is left behind as it is.</summary>
    internal static ActorSystem Another(ActorSystem system) => ActorSystem.Create(system.Name,
        ConfigurationFactory.ParseString("akka.coordinated-shutdown.run-by-clr-shutdown-hook = off").WithFallback(system.Settings.Config));

    private HubLife Begin(ActorSystem system, Keeping keeping)
    {
        _life = new HubLife(system, Plan, Clock, _transport, Ports,
            (e, where) => _leaked.Add(new InvalidOperationException(where, e)), keeping, _wire);
        if (keeping.IsSuccessor) _life.Follow();                           // what was cut is done again while it starts
        if (keeping.TurnOf(0) is { } turn) _deaths!.Follow(turn);
        Await(async () =>
        {
            await _life.StartAsync();
            return true;
        });
        return _life;
    }

    private void Tell(in LogEntry entry)
    {
        if (entry.Kind == LogKind.Edge)
        {
            string cause = _life.Wiring.Log.Words.Cause(entry.Cause);
            Journal.Add(RowOf(entry.Source), EntryKind.Edge, $"{(entry.Level ? "rises" : "falls")} ({cause})", entry.Level);
        }
        else if (_life.Wiring.Log.NoteOf(entry) is ContentionNote contention)
        {
            Journal.Add(RowOf(contention.Source), EntryKind.Event, $"{contention.Wants} wants to drive it, {contention.Holds} does");
        }
    }

    private string RowOf(int source) => _life.Wiring.Log.Words.Source(source).ToString();

    /// <summary>Turns the reactor until a task is done. The task begins on the thread pool, where no context of the test framework waits
    /// for this thread.</summary>
    /// <param name="crosses">Another host may have to answer: over a slow link time passes until it has.</param>
    private T Await<T>(Func<Task<T>> begin, bool crosses = false)
    {
        var task = Task.Run(begin);
        long worked = Environment.TickCount64, end = worked + (long)Patience.TotalMilliseconds;
        while (!task.IsCompleted)
        {
            if (_group.Turn(rig => rig.RunTurn()))
            {
                worked = Environment.TickCount64;
                continue;
            }

            bool isIdle = Environment.TickCount64 - worked > IdleMs;
            if (isIdle && crosses && _group.IsTravelling) Time.Step(TimeSpan.MaxValue);      // the answer is on its way between hosts
            else Thread.Yield();
            if (Environment.TickCount64 > end) throw new ScenarioException($"the actor system {_life.System.Name} does not answer");
        }

        return task.GetAwaiter().GetResult();
    }
}
