using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.Models;
using GpioHub.TestKit.Story;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.TestKit.Guests;

/// <summary>One line of a running guest: its driver model, with the model's steps carried out on the rings.</summary>
/// <remarks>The model's contexts run as soon as they can, interrupts first. Only the context that has run a handler waits, for as long as
/// the handler takes.</remarks>
internal sealed class DriverLine
{
    private const int EnoughSteps = 10_000;

    private static readonly DriverInputKind[] Contexts =
        [DriverInputKind.InterruptRuns, DriverInputKind.ThreadRuns, DriverInputKind.TaskRuns];

    private readonly GuestMachine _machine;
    private readonly ushort _line;
    private readonly string _row;
    private readonly IDriverModel _model;
    private readonly IrqTransfer _pair;
    private readonly Queue<IrqStatus> _used = new();
    private readonly Queue<GpioStatus> _answers = new();
    private readonly HashSet<DriverInputKind> _standing = [];
    private readonly List<Interrupt> _interrupts = [];
    private readonly List<DriverWarning> _warnings = [];
    private DriverState _state;
    private bool _calling;

    public DriverLine(GuestMachine machine, ushort line, string row, IDriverModel model)
    {
        (_machine, _line, _row, _model) = (machine, line, row, model);
        _state = model.Initial;
        _pair = new IrqTransfer(machine.Core.Ram, line, status =>
        {
            _used.Enqueue(status);
            _machine.Journal.Add(_row, status == IrqStatus.Valid ? EntryKind.Message : EntryKind.Invalid,
                $"buffer comes back {(status == IrqStatus.Valid ? "VALID" : "INVALID")}");
            Run();
        });
    }

    public IReadOnlyList<Interrupt> Interrupts => _interrupts;

    public IReadOnlyList<DriverWarning> Warnings => _warnings;

    /// <summary>A call of the client is under way.</summary>
    public bool Calling => _calling;

    public DriverState State => _state;

    /// <summary>How long a handler takes.</summary>
    public TimeSpan HandlerTakes { get; set; }

    /// <summary>The code that a handler runs when it begins; null = none.</summary>
    public Action<Interrupt>? Handler { get; set; }

    public bool Accepts(DriverInput input) => _model.Accepts(_state, input);

    /// <summary>Makes a call of the client or of the system. Under the core's lock.</summary>
    public void Call(DriverInput input)
    {
        _calling |= input.Kind is not (DriverInputKind.Suspend or DriverInputKind.Resume);
        Take(input);
        Run();
    }

    /// <summary>Advances every context that can go on. Under the core's lock.</summary>
    public void Run()
    {
        for (int step = 0; step < EnoughSteps; step++)
            if (!RunOne()) return;
        throw new ScenarioException($"{_row}: the driver {_model.Name} does not come to rest in {_state}");
    }

    private bool RunOne()
    {
        foreach (var context in Contexts)
        {
            if (_standing.Contains(context) || !_model.Accepts(_state, DriverInput.Of(context))) continue;
            Take(DriverInput.Of(context));
            return true;
        }

        if (_answers.TryPeek(out var status) && _model.Accepts(_state, DriverInput.RequestUsed(status)))
        {
            Take(DriverInput.RequestUsed(_answers.Dequeue()));
            return true;
        }

        if (!_used.TryPeek(out var irq) || !_model.Accepts(_state, DriverInput.EventUsed(irq))
            || _standing.Contains(DriverInputKind.InterruptRuns))
        {
            return false;
        }
        Take(DriverInput.EventUsed(_used.Dequeue()));
        return true;
    }

    private void Take(DriverInput input)
    {
        var step = _model.Take(_state, input);
        _state = step.Next;
        if (step.Asks is { } type) Ask(type);
        if (step.Queues)
        {
            _pair.Prepare();
            _machine.Core.EventQueue!.Add(_pair);
            _machine.Journal.Add(_row, EntryKind.Armed, "queues its buffer");
        }

        if (step.Handles) Handle(input.Kind);
        if (step.Returns) _calling = false;
        if (step.Warning == DriverWarning.None) return;
        _warnings.Add(step.Warning);
        _machine.Journal.Add(_row, EntryKind.Warning, $"the driver warns: {step.Warning}");
    }

    private void Ask(IrqType type) => _machine.Send(_row, GpioMessage.SetIrqType, _line, (uint)type, reply =>
    {
        _answers.Enqueue(reply.Status);
        Run();
    });

    private void Handle(DriverInputKind context)
    {
        var type = _state.Type;
        var interrupt = new Interrupt(_interrupts.Count + 1, _machine.Now, type)
        {
            IsHigh = type == IrqType.EdgeBoth ? null : type is IrqType.EdgeRising or IrqType.LevelHigh,
        };
        _interrupts.Add(interrupt);
        _machine.Journal.Add(_row, EntryKind.Interrupt, $"irq {interrupt.Number}, {type}: the handler begins");
        if (type != IrqType.EdgeBoth && HandlerTakes == TimeSpan.Zero && Handler is null) return;
        _standing.Add(context);
        if (type != IrqType.EdgeBoth) Begin(context, interrupt);
        else
        {
            _machine.Send(_row, GpioMessage.GetValue, _line, 0, reply =>
            {
                if (reply.Status == GpioStatus.Ok) interrupt.IsHigh = reply.Value != 0;
                Begin(context, interrupt);
            });
        }
    }

    /// <summary>Begins a handler between two turns, so that it may move lines of the rig.</summary>
    private void Begin(DriverInputKind context, Interrupt interrupt) => _machine.Later(() =>
    {
        Handler?.Invoke(interrupt);
        if (HandlerTakes == TimeSpan.Zero) End(context, interrupt);
        else _machine.At(HandlerTakes, () => End(context, interrupt));
    });

    private void End(DriverInputKind context, Interrupt interrupt) => _machine.Run(() =>
    {
        _machine.Journal.Add(_row, EntryKind.Handled, $"irq {interrupt.Number}: the handler is done");
        _standing.Remove(context);
        Run();
    });
}
