using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Testing;
using GpioHub.Recording.Log;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Faults;

/// <summary>Faults and pulses over the end of the process: what its successor makes of them is what would have been.</summary>
public class SuccessionSpec
{
    private const long Ms = 1_000_000;

    /// <summary>What happens to lines A … D, each step in a turn of its own.</summary>
    private static readonly (long AtMs, Action<ChipDesk> Do)[] Story =
    [
        (1, desk => Fault(desk, 1, 0, new FaultOrder(FaultKind.Invert) { Ttl = At(400) })),
        (2, desk => Fault(desk, 2, 0, new FaultOrder(FaultKind.Delay) { Delay = At(20) })),
        (3, desk => Fault(desk, 3, 1, new FaultOrder(FaultKind.Bounce) { Count = 3, Period = At(2) })),
        (4, desk => Fault(desk, 4, 2, new FaultOrder(FaultKind.Glitch) { Count = 5, Period = At(30), Width = At(4) })),
        (5, desk => Fault(desk, 5, 3, new FaultOrder(FaultKind.Drop) { Count = 3 })),
        (6, desk => Fault(desk, 6, null, new FaultOrder(FaultKind.Error) { Ttl = At(3) })),
        (7, desk => Fault(desk, 7, 1, new FaultOrder(FaultKind.Stuck1) { Ttl = At(5) })),
        (20, desk => Set(desk, 0, true)),
        (25, desk => Set(desk, 1, true)),
        (26, desk => Pulse(desk, 1, 3, new PulseOrder([At(10), At(7), At(30)]) { Repeat = 3 })),
        (28, desk => Set(desk, 0, false)),
        (29, desk => Pulse(desk, 2, 2, new PulseOrder([At(5)]) { Level = true })),
        (31, desk => Set(desk, 0, true)),
        (33, desk => Fault(desk, 8, 3, new FaultOrder(FaultKind.Delay) { Delay = At(11) })),
        (60, desk => desk.ClearFault(2)),
        (90, desk => Pulse(desk, 3, 0, new PulseOrder([At(40), At(40)]) { Repeat = 0 })),
        (150, desk => desk.Stimuli.EndPulse(desk.Nets[0])),
        (170, desk => Set(desk, 1, false)),
        (600, _ => { }),
    ];

    [Fact(DisplayName = "Killed at any store of any turn, faults and pulses go on: the same edges at the same instants, the same counts")]
    public void Anywhere()
    {
        using var uncut = new Lives();
        int turns = uncut.Play(Story);
        Assert.True(uncut.Edges.Count > 40, $"{uncut.Edges.Count} edges");
        int deaths = 0;
        for (int turn = 0; turn < turns; turn++)
        {
            for (int store = 0; ; store += 1 + store / 4)
            {
                using var lives = new Lives { DiesInTurn = turn, DiesAtStore = store };
                lives.Play(Story);
                if (lives.Deaths == 0) break;
                deaths++;
                Assert.True(uncut.Edges.SequenceEqual(lives.Edges),
                    $"turn {turn}, store {store}\n{string.Join(' ', uncut.Edges)}\n{string.Join(' ', lives.Edges)}");
                Assert.Equal(uncut.Faults, lives.Faults);
            }
        }

        Assert.True(deaths > 200, $"{deaths} deaths");
    }

    [Fact(DisplayName = "Killed after each turn, a hundred times over, they still go on, and the record does not grow")]
    public void AgainAndAgain()
    {
        using var uncut = new Lives();
        uncut.Play(Story);
        using var lives = new Lives { DiesAfterEachTurn = true };
        int turns = lives.Play(Story);

        Assert.Equal(turns, lives.Deaths);
        Assert.Equal(uncut.Edges, lives.Edges);
        Assert.Equal(uncut.Faults, lives.Faults);
        Assert.DoesNotContain(lives.Names, name => name.Contains("pulse.", StringComparison.Ordinal));
        Assert.Equal(uncut.Faults.Count, lives.Names.Count(name => name.Contains("fault.", StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "What was due while nobody served happens at once, in order, with the instants for which it was due; " +
        "a pulse goes on from its step, and its next levels last their time")]
    public void Gap()
    {
        using var lives = new Lives();
        lives.Play([
            (1, desk => Fault(desk, 1, 0, new FaultOrder(FaultKind.Delay) { Delay = At(10) })),
            (2, desk => Fault(desk, 2, 1, new FaultOrder(FaultKind.Stuck1) { Ttl = At(20) })),
            (3, desk => Set(desk, 0, true)),
            (5, desk => Set(desk, 0, false)),
            (6, desk => Pulse(desk, 1, 2, new PulseOrder([At(8), At(8), At(8)]))),
        ]);
        lives.Edges.Clear();
        lives.Die();
        lives.NowMs = 50;
        lives.PassTime();
        Assert.Equal([(13, 0, true), (15, 0, false), (22, 1, false), (50, 2, false)], lives.Edges.OrderBy(edge => edge.AtMs));

        lives.Edges.Clear();
        lives.Play([(200, _ => { })]);
        Assert.Equal([(58, 2, true), (66, 2, false)], lives.Edges);
        Assert.Equal(1, Assert.Single(lives.Faults).Number);
    }

    [Fact(DisplayName = "A fault or a pulse whose words have changed has ended, by name; the others go on")]
    public void Damaged()
    {
        using var lives = new Lives();
        lives.Play([
            (1, desk => Fault(desk, 1, 0, new FaultOrder(FaultKind.Invert))),
            (2, desk => Fault(desk, 2, 0, new FaultOrder(FaultKind.Invert))),
            (3, desk => Pulse(desk, 1, 1, new PulseOrder([At(8)]))),
            (4, desk => Fault(desk, 3, null, new FaultOrder(FaultKind.Hang))),
        ]);
        lives.Die(record =>
        {
            foreach (string name in (string[])["c/bench/fault.1", "c/bench/pulse.1"])
                record.Turn(0).WriteNow(record.Find(name)!, 9, record.Find(name)![9] ^ 4);
        });

        Assert.Equal(["fault.1", "pulse.1"], lives.Desk.NotRecalledTimed);
        Assert.Equal([2, 3], lives.Faults.Select(fault => fault.Number));
        Assert.True(lives.Desk.Nets[0].Level);                             // inverted once
    }

    private static TimeSpan At(int ms) => TimeSpan.FromMilliseconds(ms);

    private static void Fault(ChipDesk desk, int number, int? index, FaultOrder order) =>
        Assert.Equal(FaultStatus.Added, desk.Faults.Add(number, index, FaultRules.Completed(order, number)).Status);

    private static void Set(ChipDesk desk, int index, bool? level) => desk.Stimuli.Set(index, level, _ => { });

    private static void Pulse(ChipDesk desk, int number, int index, PulseOrder order) =>
        desk.Stimuli.Set(index, order.Level, _ => { }, (number, order));

    /// <summary>A chip, and the processes that serve it one after the other.</summary>
    private sealed class Lives : IMonotonicClock, IDisposable
    {
        private RecordFile _record = RecordFile.Create(boot: 1);
        private EdgeLog _log = null!;
        private LogReader _reader = null!;
        private int _turn;
        private int _store = int.MaxValue;

        public Lives() => Begin(isSuccessor: false);

        public int? DiesInTurn { get; init; }

        public int DiesAtStore { get; init; }

        public bool DiesAfterEachTurn { get; init; }

        public int Deaths { get; private set; }

        public ChipDesk Desk { get; private set; } = null!;

        public List<(double AtMs, int Line, bool Level)> Edges { get; } = [];

        public IReadOnlyList<FaultSnapshot> Faults => [.. Desk.Faults.List()];

        public IReadOnlyCollection<string> Names => _record.Names;

        public long NowMs { set => NowNs = value * Ms; }

        public long NowNs { get; private set; }

        /// <returns>Turns that it took.</returns>
        public int Play((long AtMs, Action<ChipDesk> Do)[] story)
        {
            foreach (var (at, act) in story)
            {
                while (Desk.Timers.NextDueNs is { } due && due <= at * Ms)
                {
                    NowNs = Math.Max(NowNs, due);
                    PassTime();
                }

                NowNs = at * Ms;
                Turn(act);
            }

            return _turn;
        }

        public void PassTime() => Turn(desk => desk.PassTime());

        public void Die(Action<RecordFile>? damage = null)
        {
            Deaths++;
            var file = Transports.Native.FdInfo.Duplicate(_record.File);
            _record.Dispose();
            _record = RecordFile.Adopt(file, boot: 1, out _)!;
            damage?.Invoke(_record);
            Begin(isSuccessor: true);
        }

        public void Dispose() => _record.Dispose();

        private void Begin(bool isSuccessor)
        {
            _log = new EdgeLog(reactors: 1);
            _reader = _log.ReaderAfter(0);
            var keeping = new Keeping { Record = _record, IsSuccessor = isSuccessor };
            var nets = new ChipNets(Plans.Sim("bench", "A", "B", "C", "D"), []);
            Desk = new ChipDesk(nets, new ChipHealth { State = ChipState.Up }, new SimulatedPort(),
                new ChipEnvironment(this, _log, 0, keeping), NoCrashes.Instance);
            _record.Turn(0).BeforeStore = () =>
            {
                if (_store-- == 0) throw new KilledException();
            };
            Desk.Opened(null);
            _record.Turn(0).Commit();
            Read();
        }

        private void Turn(Action<ChipDesk> act)
        {
            if (_turn == DiesInTurn && Deaths == 0) _store = DiesAtStore;
            try
            {
                act(Desk);
                _record.Turn(0).Commit();
                _store = int.MaxValue;
                Read();
                _turn++;
                if (DiesAfterEachTurn) Die();
            }
            catch (KilledException)
            {
                _store = int.MaxValue;
                Die();                                                     // the turn has not happened
                act(Desk);
                _record.Turn(0).Commit();
                Read();
                _turn++;
            }
        }

        private void Read()
        {
            var entries = new LogEntry[64];
            for (int count; (count = _reader.Read(entries, out _)) > 0;)
            {
                foreach (ref readonly var entry in entries.AsSpan(0, count))
                    if (entry.Kind == LogKind.Edge) Edges.Add((entry.Ns / (double)Ms, _log.Words.Source(entry.Source).Index, entry.Level));
            }
        }
    }

    private sealed class KilledException : Exception;
}
