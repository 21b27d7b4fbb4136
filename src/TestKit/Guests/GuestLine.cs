using GpioHub.Actors.Contract;
using GpioHub.GuestDriver.Models;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Guests;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.TestKit;

/// <summary>A line of a guest's device, used as a program in the guest uses it.</summary>
public sealed class GuestLine
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);      // virtual: a call asks a few times, 500 ms each at most

    private readonly Rig _rig;
    private readonly GuestLinePlan _plan;

    internal GuestLine(Rig rig, Guest guest, GuestLinePlan plan) => (_rig, Guest, _plan) = (rig, guest, plan);

    public Guest Guest { get; }

    /// <summary>0-based.</summary>
    public int Number => _plan.Line;

    /// <summary>"" = none.</summary>
    public string Name => _plan.Name;

    /// <summary>Such as <c>ivi/IGN</c>.</summary>
    public string Address => $"{Guest.Id}/{(Name.Length > 0 ? Name : Number)}";

    /// <summary>The handler's runs since the guest last booted.</summary>
    public IReadOnlyList<Interrupt> Interrupts => Guest.LastMachine?.Lines[Number].Interrupts ?? [];

    /// <summary>The warnings that the driver would have written to its kernel's log since the guest last booted.</summary>
    public IReadOnlyList<DriverWarning> Warnings => Guest.LastMachine?.Lines[Number].Warnings ?? [];

    /// <summary>What the hub knows of the line.</summary>
    public GuestLineSnapshot AtHub => _rig.DescribeGuest(Guest.Id).Lines[Number];

    /// <summary>Requests the interrupt. Time passes until the call has returned: at once, unless the chip is slow.</summary>
    /// <param name="type">Not NONE.</param>
    /// <param name="handlerTakes">How long the handler runs each time. With a time or a <paramref name="handler"/> it is a threaded
    /// one-shot: the line is masked until it is done.</param>
    /// <param name="handler">What the handler does when it begins; it may move lines of the rig.</param>
    public GuestLine RequestsIrq(IrqType type, TimeSpan handlerTakes = default, Action<Interrupt>? handler = null)
    {
        if (type == IrqType.None) throw new ArgumentOutOfRangeException(nameof(type), "an interrupt has a type");
        var driver = Driver;
        (driver.HandlerTakes, driver.Handler) = (handlerTakes, handler);
        bool threaded = handlerTakes > TimeSpan.Zero || handler is not null || type == IrqType.EdgeBoth;
        return Calls($"request_irq {type}", DriverInput.RequestIrq(type, threaded));
    }

    /// <summary>free_irq.</summary>
    public GuestLine FreesIrq() => Calls("free_irq", DriverInput.Of(DriverInputKind.FreeIrq));

    /// <summary>disable_irq.</summary>
    public GuestLine DisablesIrq() => Calls("disable_irq", DriverInput.Of(DriverInputKind.DisableIrq));

    /// <summary>enable_irq, with the type that was last set.</summary>
    public GuestLine EnablesIrq() => Calls("enable_irq", DriverInput.Of(DriverInputKind.EnableIrq));

    /// <summary>irq_set_type, on an interrupt that is requested.</summary>
    public GuestLine ChangesIrqType(IrqType type) => Calls($"irq_set_type {type}", DriverInput.SetType(type));

    /// <summary>Sends one message past the driver. No time passes: the answer may still be on its way.</summary>
    /// <param name="message">Not GET_LINE_NAMES.</param>
    public Answer Asks(GpioMessage message, uint value = 0)
    {
        var answer = new Answer(_rig, this, message, value);
        var machine = Guest.Up;
        machine.Run(() => machine.Send(Address, message, (ushort)Number, value, reply => answer.Came(reply.Status, reply.Value)));
        return answer;
    }

    /// <summary>Reads the level: <c>Reads().ShouldBeError()</c>.</summary>
    public Answer Reads() => Asks(GpioMessage.GetValue);

    /// <summary>Makes the line an output with this level, the value first, as Linux does.</summary>
    /// <exception cref="ScenarioException">The hub refused.</exception>
    public GuestLine Drives(bool high)
    {
        Asks(GpioMessage.SetValue, high ? 1u : 0u).ShouldBeOk();
        Asks(GpioMessage.SetDirection, (uint)GpioDirection.Out).ShouldBeOk();
        return this;
    }

    /// <summary>Gives the line back: direction NONE.</summary>
    public GuestLine IsReleased()
    {
        Asks(GpioMessage.SetDirection, (uint)GpioDirection.None).ShouldBeOk();
        return this;
    }

    /// <exception cref="ScenarioException">The guest reads low, or is answered ERR.</exception>
    public void ShouldReadHigh() => ShouldRead(true);

    /// <exception cref="ScenarioException">The guest reads high, or is answered ERR.</exception>
    public void ShouldReadLow() => ShouldRead(false);

    /// <summary>Checks that the line has had exactly this many interrupts since the guest booted.</summary>
    public void ShouldHaveInterrupts(int count) => new GuestLines(_rig, [this]).ShouldHaveInterrupts(count);

    /// <summary>Lets time pass until the line has had this many interrupts since the guest booted.</summary>
    /// <exception cref="ScenarioException">The line has had fewer when the time is over, or more.</exception>
    public void ShouldGetInterrupts(int count, TimeSpan within) => new GuestLines(_rig, [this]).ShouldGetInterrupts(count, within);

    /// <summary>Checks the levels that its interrupts stood for, in order, since the guest booted.</summary>
    /// <param name="levels">true = high.</param>
    public void ShouldHaveSeen(params bool[] levels)
    {
        _rig.ThrowWhatLeaked();
        if (Interrupts.Select(irq => irq.IsHigh).SequenceEqual(levels.Select(level => (bool?)level))) return;
        throw Wrong($"has seen {Words(Interrupts.Select(irq => irq.IsHigh))}, expected {Words(levels.Select(level => (bool?)level))}");
    }

    /// <summary>Checks that its driver has not warned.</summary>
    public void ShouldHaveNoWarning()
    {
        if (Warnings.Count > 0) throw Wrong($"its driver has warned: {string.Join(", ", Warnings)}");
    }

    /// <summary>The n-th interrupt since the guest booted, for <see cref="RigScenario.ShouldHappenInOrder"/>.</summary>
    /// <param name="number">From 1.</param>
    /// <exception cref="ScenarioException">It has not happened.</exception>
    public Moment Interrupt(int number)
    {
        if (number < 1 || number > Interrupts.Count) throw Wrong($"there is no interrupt {number}; it had {Interrupts.Count}");
        var begun = _rig.Journal.Entries.Where(entry => entry.Row == Address && entry.Kind == EntryKind.Interrupt)
            .TakeLast(Interrupts.Count).ElementAt(number - 1);
        return new Moment(begun.Number, begun.At, Address, $"interrupt {number}");
    }

    public override string ToString() => Address;

    /// <summary>The rows of its picture: the chip line that it stands for, and itself.</summary>
    internal IEnumerable<string> Rows => ChipRow is { } chip ? [chip, Address] : [Address];

    private string? ChipRow => _plan.From is { } from
        ? $"{from.Chip}/{_rig.NameOf(from)}"
        : null;

    private DriverLine Driver => Guest.Up.Lines[Number];

    private static string Words(IEnumerable<bool?> levels) =>
        $"[{string.Join(", ", levels.Select(level => level switch { true => "high", false => "low", _ => "unknown" }))}]";

    private GuestLine Calls(string call, DriverInput input)
    {
        var (machine, driver) = (Guest.Up, Driver);
        if (!driver.Accepts(input)) throw Wrong($"{call} cannot be called now: the driver is in {driver.State}");
        _rig.Journal.Add(Address, EntryKind.Message, call);
        machine.Run(() => driver.Call(input));
        return _rig.PassUntil(() => !driver.Calling, CallLimit)
            ? this
            : throw Wrong($"{call} has not returned within {CallLimit.TotalSeconds} s");
    }

    private void ShouldRead(bool high)
    {
        _rig.ThrowWhatLeaked();
        bool isHigh = Reads().ShouldBeOk().Value != 0;
        if (isHigh != high) throw Wrong($"reads {(isHigh ? "high" : "low")}, expected {(high ? "high" : "low")}");
    }

    private ScenarioException Wrong(string what) => new($"{Address}: {what}{Picture.Of(_rig.Journal, Rows)}");
}
