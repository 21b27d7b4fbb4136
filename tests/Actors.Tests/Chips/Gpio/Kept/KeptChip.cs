using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>A request of a guest for the chip's line 0.</summary>
/// <param name="Guest">Place among the guests.</param>
internal readonly record struct Asked(int Guest, DesiredLine Desired, bool Writes);

/// <summary>What outlives a process of the hub: the kernel with the chip, who keeps descriptors, the record, guests with what they have
/// asked and were answered, and an observer at the pin of line 0.</summary>
internal sealed class KeptChip : IDisposable
{
    public const string Path = "/dev/gpiochip0";
    private const ulong Boot = 7;

    private readonly int _perTurn;
    private RecordFile _record = RecordFile.Create(Boot);
    private ChipProcess? _process;

    /// <param name="perTurn">Requests that may come in one turn.</param>
    /// <param name="prepare">Before a hub looks at the chip.</param>
    public KeptChip(IoPlace io = IoPlace.Inline, int guests = 1, int perTurn = 3, Action<FakeGpioChip>? prepare = null)
    {
        Kernel = new FakeGpioKernel(() => NowNs);
        Chip = Kernel.AddChip(Path, "mcp23017", Enumerable.Range(0, GpioRig.Lines).Select(n => $"D{n}"));
        prepare?.Invoke(Chip);
        var plan = GpioRig.PlanOf(each => each with { Resolve = ResolveRule.LastWriter }, io);
        Plan = plan with { Lines = plan.Lines[..1] };
        Guests = [.. Enumerable.Range(0, guests).Select(n => Plans.Guest($"guest{n}", "/run", Plan))];
        _perTurn = perTurn;
    }

    public FakeGpioKernel Kernel { get; }

    public FakeGpioChip Chip { get; }

    public ChipPlan Plan { get; }

    public GuestPlan[] Guests { get; }

    public KeptDescriptors Kept { get; } = new();

    /// <summary>Nobody is killed, and nothing lies between the hub and the kernel: for a measurement of allocations.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>What should not have happened.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Levels that the pin has shown, each once it has changed.</summary>
    public List<bool> Seen { get; } = [false];

    public long NowNs { get; set; } = 1_000_000_000;

    /// <summary>Requests that were answered in turns that are finished.</summary>
    public int Answered { get; private set; }

    public ChipProcess Process => _process ?? throw new InvalidOperationException("no process");

    public RecordFile Record => _record;

    /// <summary>The observer looks at the pin.</summary>
    public void Look()
    {
        lock (Seen)
        {
            bool level = Chip[0].Level;
            if (level != Seen[^1]) Seen.Add(level);
        }
    }

    /// <summary>Starts a process, after the one before was killed.</summary>
    public ChipProcess Start(Life life)
    {
        bool isSuccessor = _process is not null;
        if (isSuccessor) Kill();
        if (isSuccessor)
        {
            var before = _record;
            _record = RecordFile.Adopt(FdInfo.Duplicate(before.File), Boot, out string why) ?? throw new InvalidOperationException(why);
            before.Dispose();
        }

        _process = new ChipProcess(this, life, _record, isSuccessor);
        _process.Open();
        return _process;
    }

    /// <summary>Kills the process.</summary>
    public void Kill()
    {
        _process?.Dispose();
        Kernel.Kill();
        Look();
    }

    /// <summary>Has the process answer all that was asked and not answered before.</summary>
    public void Serve(IReadOnlyList<Asked> asked)
    {
        var process = Process;
        LineOperation? at = null;
        int next = Answered, left = _perTurn;
        while (next < asked.Count && !process.Life.IsOver)
        {
            left = _perTurn;
            if (at is null) process.Turn(Advance);
            else if (!process.TakeAnswer(waits: true, Advance)) break;
            if (!process.Life.IsOver) Answered = next;
        }

        process.Rest();

        void Advance()
        {
            if (at is { Answered: false }) return;
            if (at is not null) End(at);
            while (next < asked.Count && left-- > 0)
            {
                var ask = asked[next];
                var operation = new LineOperation(process.Mappings[ask.Guest])
                {
                    Ask = ChipAsk.Apply,
                    Desired = ask.Desired,
                    Writes = ask.Writes,
                    RequestSerial = (uint)next + 1,
                };
                at = operation;
                if (!process.Desk.Begin(operation)) return;
                End(operation);
            }
        }

        void End(LineOperation operation)
        {
            if (operation.Outcome != ChipOutcome.Done) Errors.Add($"request {next}: {operation.Outcome} {operation.Why}");
            at = null;
            next++;
        }
    }

    public void Dispose()
    {
        Kill();
        Kept.Dispose();
        _record.Dispose();
    }
}
