using GpioHub.Actors.Nets;
using GpioHub.Explorer.Plans;
using GpioHub.Explorer.Worlds;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>One random run of a rig, from a device reset to the next: every step is compared with the world.</summary>
internal sealed class OrderRun
{
    private const int Rounds = 60;

    private static readonly IrqType[] Types =
        [IrqType.None, IrqType.EdgeRising, IrqType.EdgeFalling, IrqType.EdgeBoth, IrqType.LevelHigh, IrqType.LevelLow];

    private static readonly PortResult[] Results = [PortResult.Done, PortResult.Done, PortResult.Refused, PortResult.Pending];

    private readonly OrderRig _rig;
    private readonly OrderRecorder _recorder;
    private readonly OrderCheck _check;
    private readonly Random _random;
    private readonly int _lines;
    private readonly bool[] _levels;
    private EventqPhase _eventq = EventqPhase.Running;
    private bool _calm;

    public OrderRun(ExplorationPlan world, OrderRig rig, OrderRecorder recorder, int seed, bool[] levels)
    {
        (_rig, _recorder, _random, _lines, _levels) = (rig, recorder, new Random(seed), world.Lines, levels);
        _check = new OrderCheck(world);
        for (int line = 0; line < _lines; line++)
        {
            if (_levels[line]) _check.Step(MoveKind.Toggle, line);
            _check.Align(line, rig.Stores[line].State);
            _check.Compare(line, rig.Stores[line].State);
        }

        recorder.Begin(_check);
        recorder.Between = () =>
        {
            if (!_calm && _random.Next(3) == 0) Act();
        };
    }

    /// <returns>Steps by kind.</returns>
    public OrderCheck Run()
    {
        for (int round = 0; round < Rounds && _check.Fault is null; round++)
        {
            if (_random.Next(10) == 0) Control();
            for (int acts = _random.Next(4); acts > 0; acts--) Act();
            if (_random.Next(30) == 0) _rig.Advance(TimeSpan.FromMilliseconds(480));
            for (int turns = _random.Next(1, 4); turns > 0; turns--) Turn();
        }

        Settle();
        if (_eventq != EventqPhase.Running) Control();
        Settle();
        if (_check.Fault is null) Reset();
        return _check;
    }

    private void Turn()
    {
        if (_random.Next(2) == 0) _rig.RunChipTurn();
        _rig.RunGuestTurn();
    }

    /// <summary>Something that a driver or a chip may do at any moment.</summary>
    private void Act()
    {
        if (_check.Fault is not null) return;
        int line = _random.Next(_lines);
        ref readonly var part = ref _check[line];
        switch (_random.Next(20))
        {
            case <= 2:
                if (part.Pairs < 2) _rig.Guest.Queue(_check, line);
                break;
            case <= 5:
                if (part.Request == RequestPlace.None) _rig.Guest.AskType(_check, line, Types[_random.Next(Types.Length)]);
                break;
            case 6:
                if (part.Request == RequestPlace.None && _random.Next(3) == 0)
                    _rig.Guest.AskDirection(_check, line, input: _random.Next(2) == 0);
                break;
            case <= 9:
                if (!_recorder.IsBetweenBytes) _rig.Guest.TakePair(_check);
                break;
            case <= 12:
                _rig.Guest.TakeAnswer(_check);
                break;
            case <= 15:
                Toggle(line);
                break;
            case 16:
                _rig.Port.Result = Results[_random.Next(Results.Length)];
                break;
            case 17:
                _rig.Port.Answer(_random.Next(3) == 0 ? ChipOutcome.Refused : ChipOutcome.Done);
                break;
            case 18:
                _rig.RunChipTurn();
                break;
            default:
                if (_random.Next(5) == 0) Unplug();
                break;
        }
    }

    private void Toggle(int line)
    {
        if (_rig.Port.IsAway || _check[line].ChipAway) return;             // nobody sees it
        _levels[line] = !_levels[line];
        _rig.Port.Show(line, _levels[line]);
    }

    private void Unplug()
    {
        for (int line = 0; line < _lines; line++)
            if (_check[line].LostTold || _check[line].BackTold || _check[line].ChipAway != _rig.Port.IsAway) return;
        if (_rig.Port.IsAway) _rig.Port.Plug();
        else _rig.Port.Unplug();
    }

    /// <summary>The front-end stops, disables or starts the eventq, while nothing is on its way in the hub.</summary>
    private void Control()
    {
        _calm = true;
        _rig.RunHub();
        if (_check.Fault is null) ControlEventq();
        _calm = false;
    }

    private void ControlEventq()
    {
        var (next, move, act) = (_eventq, _random.Next(2)) switch
        {
            (EventqPhase.Running, 0) => (EventqPhase.Stopped, MoveKind.EventqStops, (Action)_rig.Guest.StopEventq),
            (EventqPhase.Running, _) => (EventqPhase.Disabled, MoveKind.EventqDisabled, () => _rig.Guest.FrontEnd.Enable(1, on: false)),
            (EventqPhase.Stopped, _) => (EventqPhase.Running, MoveKind.EventqStarts, _rig.Guest.StartEventq),
            _ => (EventqPhase.Running, MoveKind.EventqEnabled, () => _rig.Guest.FrontEnd.Enable(1, on: true)),
        };
        _eventq = next;
        _check.Step(move);
        if (next == EventqPhase.Running)
        {
            act();
            _rig.RunHub();
        }
        else _recorder.Unrecorded(act);
        for (int line = 0; line < _lines; line++) _check.Compare(line, _rig.Stores[line].State);
    }

    /// <summary>Everything that is on its way comes to an end.</summary>
    private void Settle()
    {
        _calm = true;
        _rig.Port.Result = PortResult.Done;
        for (int round = 0; round < 8 && _check.Fault is null; round++)
        {
            _rig.RunHub();
            if (_rig.Port.IsAway) _rig.Port.Plug();
            else if (round == 4 && _rig.Stores.Any(slot => slot.State.Diverged)) _rig.Port.Unplug();    // so that it hears all wishes again
            while (_rig.Port.Kept > 0) _rig.Port.Answer(ChipOutcome.Done);
            _rig.RunHub();
            for (int i = 0; i < 8; i++)
            {
                _rig.Guest.TakePair(_check);
                _rig.Guest.TakeAnswer(_check);
            }
        }

        _calm = false;
    }

    private void Reset()
    {
        _calm = true;
        _check.Step(MoveKind.Resets);
        _recorder.Unrecorded(() =>
        {
            _rig.Guest.FrontEnd.Reset();
            _rig.Guest.FrontEnd.Start();
            _rig.RunHub();
        });
        for (int line = 0; line < _lines; line++)
        {
            _check.Align(line, _rig.Stores[line].State);
            _check.Compare(line, _rig.Stores[line].State);
        }
    }
}
