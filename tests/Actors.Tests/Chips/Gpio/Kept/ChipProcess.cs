using Akka.Event;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>One process of the hub, as far as a chip goes: its reactor, its desk with its nets, and its port. Turns run when the test says
/// so.</summary>
internal sealed class ChipProcess : IDisposable
{
    private readonly KeptChip _world;
    private readonly PumpReactor _reactor;
    private readonly ChipBox _chip = new();
    private readonly ChipHealth _health = new();
    private readonly GpioChipPort _port;

    public ChipProcess(KeptChip world, Life life, RecordFile record, bool isSuccessor)
    {
        (_world, Life) = (world, life);
        _reactor = new PumpReactor((e, what) => Note(e, what)) { Record = record.Turn(0) };
        record.Turn(0).BeforeStore = world.IsMeasured ? null : () => life.Pass("before a store");
        Mappings = [.. world.Guests.Select(guest => new Mapping(guest.Id, guest.Lines[0]) { SameReactor = true, IsAtDevice = true })];
        var keeping = new Keeping
        {
            Store = world.Kept.Of(life),
            Inherited = world.Kept.Inherit(),
            Record = record,
            IsSuccessor = isSuccessor,
        };
        IGpioKernel kernel = world.IsMeasured ? world.Kernel : new MortalKernel(world.Kernel, life, world.Look);
        var machine = new GpioBacking(kernel, _ => new ChipSearch.Found(KeptChip.Path), "/dev",
            () => world.NowNs);
        _port = new GpioChipPort(world.Plan, _reactor, machine);
        Desk = new ChipDesk(new ChipNets(world.Plan, Mappings), _health, _port,
            new ChipEnvironment(new Clock(world), new EdgeLog(1), 0, keeping), NoCrashes.Instance);
        Desk.Renew(_chip, NoLogger.Instance);
    }

    public Life Life { get; }

    public ChipDesk Desk { get; }

    public Mapping[] Mappings { get; }

    public Net Net => Desk.Nets[0];

    /// <summary>Opens the device, and settles.</summary>
    public void Open()
    {
        Turn(() =>
        {
            (_health.State, _health.Opening) = (ChipState.Opening, _health.Opening + 1);
            _port.Open(_health.Opening, _chip);
        });
        Rest(waits: true);
    }

    /// <summary>Runs one turn with this in it.</summary>
    public void Turn(Action work)
    {
        if (Life.IsOver) return;
        _reactor.Post(work, run => ((Action)run)());
        try
        {
            _reactor.RunTurn();
        }
        catch (KilledException)
        {
            // the commit was cut
        }
    }

    /// <summary>Takes the next answer of the port in, in a turn.</summary>
    /// <param name="then">Comes behind it in the same turn.</param>
    /// <returns>false = there is none.</returns>
    public bool TakeAnswer(bool waits, Action? then = null)
    {
        if (Life.IsOver || !_chip.TryTake(out object? message, waits)) return false;
        Turn(() =>
        {
            Hear(message);
            then?.Invoke();
        });
        return true;
    }

    /// <summary>Runs turns until nothing is at the device, and nothing is due.</summary>
    public void Rest(bool waits = false)
    {
        while (!Life.IsOver)
        {
            Turn(() => { });
            if (!TakeAnswer(waits || !Desk.Queue.IsQuiet) && !_reactor.RunTurnUnlessDead(Life)) return;
            waits = false;
        }
    }

    /// <summary>The pause before pins are asked for again has passed.</summary>
    public void AskAgain()
    {
        Turn(() => Desk.Settler.SettleRefused());
        Rest();
    }

    public void Dispose()
    {
        _reactor.Dispose();
        _port.Dispose();
    }

    private void Hear(object message)
    {
        switch (message)
        {
            case PortProtocol.PortOpened opened:
                _port.Opened(opened, isPresent: true);
                _health.State = ChipState.Up;
                Desk.Opened(opened.Facts);
                break;
            case PortProtocol.PortAnswered answered:
                Desk.Finish(answered);
                break;
            case PortProtocol.PortLost lost when !Life.IsOver:
                _world.Errors.Add(lost.Reason);
                break;
        }
    }

    private void Note(Exception e, string what)
    {
        if (e is not KilledException) _world.Errors.Add($"{what}: {e}");
    }

    private sealed class Clock(KeptChip world) : IMonotonicClock
    {
        public long NowNs => world.NowNs;
    }
}

/// <summary>Turns of a process that may die in one.</summary>
internal static class MortalTurns
{
    /// <returns>Whether there was anything to do.</returns>
    public static bool RunTurnUnlessDead(this PumpReactor reactor, Life life)
    {
        try
        {
            return !life.IsOver && reactor.RunTurn();
        }
        catch (KilledException)
        {
            return false;
        }
    }
}
