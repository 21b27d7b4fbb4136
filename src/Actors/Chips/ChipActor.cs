using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using static GpioHub.Actors.Chips.ChipProtocol;
using static GpioHub.Actors.Chips.PortProtocol;
using static GpioHub.Actors.Nets.NetProtocol;
using static GpioHub.Actors.Wires.WireProtocol;

namespace GpioHub.Actors.Chips;

/// <summary>The actor that owns one chip: its port and its nets. A driver error is a state of the chip, not an exception.</summary>
/// <remarks>
/// A failed operation is an answer. A lost device is <c>Away(attempt, until)</c>: everything outstanding and new fails at once, and wishes
/// are kept. The actor opens the port again with exponential backoff, without end, and then applies every wish. The chip's
/// <see cref="ChipDesk"/> decides what happens with operations and edges. Children: none. A bug that throws restarts the actor on the same
/// desk and <see cref="ChipNets"/>; the operation in hand is answered.
/// </remarks>
internal sealed partial class ChipActor : CrashableActor, IWithTimers
{
    private static readonly TimeSpan FirstReopen = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastReopen = TimeSpan.FromSeconds(10);

    private readonly ILoggingAdapter _log;
    private readonly ChipDesk _desk;
    private readonly ChipNets _nets;
    private readonly ChipHealth _health;
    private readonly DelayedAnswers _answers;
    private bool _restarts;

    public ChipActor(ChipDesk desk, ICrashPlan crashes)
        : base(crashes)
    {
        (_desk, _nets, _health, _answers) = (desk, desk.Nets, desk.Health, new DelayedAnswers(this));
        _log = Context.GetLogger().WithContext(LogSubject.Chip, _nets.Plan.Id);
        _desk.Renew(Self, _log);
        Receive<LineOperation>(Begin);
        Receive<Attach>(AttachLine);
        Receive<Detach>(DetachLine);
        Receive<Remap>(message => _desk.Changes.Remap(message.Mapping, message.Plan));
        Receive<Change>(message => Follow(message.Phase));
        Receive<Replan>(message => ReplanFor(message, Sender));
        Receive<LinesFound>(Found);
        Receive<SetStimulus>(message => WhenOpened(Sender, asker => Stimulate(message, result => asker.Tell(result))));
        Receive<SetStimuli>(message => WhenOpened(Sender, asker => _desk.Stimuli.At(message.Ns, () => Stimulate(message, asker))));
        Receive<ReadLine>(message => ReadFor(message, Sender));
        Receive<Describe>(_ => DescribeTo(Sender));
        Receive<Count>(message => WhenOpened(Sender, asker => asker.Tell(_nets.Counts(_health, _desk.Faults.Count, message.Lines))));
        Receive<Settle>(_ => SettleFor(Sender));
        Receive<Watch>(message => WatchFor(message, Sender));
        Receive<Unwatch>(message => _desk.Unwatch(message.Watcher));
        Receive<PortAnswered>(Answered);
        Receive<SenseLevel>(Sense);
        Receive<Sampled>(ShowSample);
        Receive<EdgesTold>(_desk.Told);
        Receive<PortOpened>(Opened);
        Receive<PortLost>(Lost);
        Receive<DevicesChanged>(_ => LookForDevice());
        Receive<Reopen>(_ => Open());
        Receive<PortBusy>(_ => Timers.StartSingleTimer(LookAtPort.Instance, LookAtPort.Instance, LookPause));
        Receive<LookAtPort>(_ => LookWhetherItHangs());
        Receive<PinUnsettled>(_ => Timers.StartSingleTimer(SettlePins.Instance, SettlePins.Instance, PauseBeforeSettling));
        Receive<SettlePins>(_ => _desk.Settler.SettleRefused());
        Receive<WaitedEnough>(_ => _answers.GiveAll());
        ReceiveFaults();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The chip is opened for the first time in a process that follows another.</summary>
    private bool GoesOn => _health.Opening == 1 && _desk.Environment.Keeping.IsSuccessor;

    private bool IsAway => _health.State is ChipState.Failing or ChipState.Absent;

    public static Props PropsFor(ChipDesk desk, ICrashPlan crashes) => Props.Create<ChipActor>(desk, crashes);

    protected override void PreStart()
    {
        if (_health.IsClosed)                                              // the chip had left the rig, and is back
        {
            (_health.IsClosed, _health.State) = (false, ChipState.Absent);
            foreach (var net in _nets.All) _desk.Abandon(net);             // nobody answers what was at the device then
        }
        else if (_health.Opening > 0)
        {
            GoOn();
            return;
        }

        Open();
        SetTimer();
    }

    /// <summary>Continues after a restart.</summary>
    private void GoOn()
    {
        if (_health.State != ChipState.Up) Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, FirstReopen);
        else if (_desk.Port.IsDevice) Timers.StartSingleTimer(LookAtPort.Instance, LookAtPort.Instance, LookPause);
        SetTimer();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        _restarts = true;
        base.PreRestart(reason, message);
        _desk.Queue.NothingBusy();                                               // the timer is gone: the next operation starts another
        if (FaultMessageFailed(reason, message)) return;
        switch (message)
        {
            case LineOperation operation when !Entered:                    // once begun, the desk answers it
                LineRequests.Refuse(operation);
                break;
            case SetStimulus:
                Sender.Tell(new SetResult(SetStatus.NoAnswer, $"{_nets.Plan.Id}: {reason.Message}"));
                break;
            case SetStimuli set:
                var failed = new SetResult(SetStatus.NoAnswer, $"{_nets.Plan.Id}: {reason.Message}");
                Sender.Tell(new StimuliSet([.. set.Lines.Select(_ => failed)]));
                break;
            case Describe or Count or ReadLine or Attach or Detach or Remap or Replan or LinesFound or Settle or Watch or Unwatch
                or PortAnswered or PortOpened or PortLost or Sampled or EdgesTold or SenseLevel or PinUnsettled:
                // its sender says it only once; hearing it twice is harmless
                Self.Forward(message is EdgesTold told && Entered ? told with { IsRepeated = true } : message);
                break;
        }
    }

    /// <summary>Closes the device, unless the actor restarts: the next incarnation goes on with the same device.</summary>
    protected override void PostStop()
    {
        if (_restarts) return;
        _desk.Port.Close();
        _health.IsClosed = true;
    }

    private void Open()
    {
        if (_health.State == ChipState.Up) return;
        _health.State = ChipState.Opening;
        _health.Opening++;
        _desk.Port.Open(_health.Opening, Self);
        if (_desk.Port.IsDevice) Timers.StartSingleTimer(LookAtPort.Instance, LookAtPort.Instance, LookPause);
    }

    private void Opened(PortOpened message)
    {
        bool present = _health.State == ChipState.Opening && (message.Opening is not { } opening || opening == _health.Opening);
        _desk.Port.Opened(message, present);
        if (!present) return;
        if (_health.Restarts > 0) _log.Info("up again after {Attempts} attempts", _health.Attempt);
        _health.State = ChipState.Up;
        _health.Attempt = 0;
        SayState(null);
        if (GoesOn) PassTime();                                            // what was due while nobody served
        _desk.Opened(message.Facts);
        _answers.GiveReady();
    }

    private void Lost(PortLost message)
    {
        if (message.Opening is { } opening && opening != _health.Opening) return;
        if (!IsAway)
        {
            bool wasUp = _health.State == ChipState.Up;
            if (message.Reason != _health.LastError || wasUp)              // logged once, not at every attempt
                _log.Error("{Reason}; its lines answer ERR until it is there", message.Reason);
            (_health.State, _health.LastError) = (message.Absent ? ChipState.Absent : ChipState.Failing, message.Reason);
            if (wasUp) _health.Restarts++;
            SayState(message.Reason);
            _desk.Port.Close();
            ReopenLater();
        }

        // If the message is heard again after a restart, part of this may be done already; abandoning a net twice changes nothing.
        foreach (var net in _nets.All) _desk.Abandon(net);
        foreach (var mapping in _nets.Mappings) mapping.Line.Tell(WireProtocol.ChipLost.Instance);
        _answers.GiveReady();
    }

    private void SayState(string? error) => _desk.Environment.Log.Note(new ChipNote(_nets.Plan.Id, _health.State, error),
        _desk.Environment.Clock.NowNs);

    private void ReopenLater()
    {
        var (first, last) = _nets.Plan.Driver.Pauses ?? (FirstReopen, LastReopen);
        double factor = Math.Pow(2, Math.Min(_health.Attempt++, 16));
        var delay = TimeSpan.FromTicks(Math.Min(last.Ticks, (long)(first.Ticks * factor)));
        Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, delay);
    }

    /// <summary>Opens at once, because a device has come. The pause grows all the same, so that a device that comes and goes is not opened
    /// without end.</summary>
    private void LookForDevice()
    {
        if (!IsAway) return;
        Timers.Cancel(Reopen.Instance);
        Open();
    }

    private void AttachLine(Attach message)
    {
        if (message.Mapping.IsDetached) return;
        _desk.Attach(message.Mapping);
        message.Mapping.Line = message.Line;
        // the edges may have been lost in the mailbox of the actor before
        if (message.Mapping.Edges.Told) message.Line.Tell(message.Mapping.Edges, ActorRefs.NoSender);
        if (GoesOn && !IsOpened) TellWhenOpened(message.Line);
        else message.Line.Tell(_health.State == ChipState.Up ? WireProtocol.ChipBack.Instance : WireProtocol.ChipLost.Instance);
    }

    /// <summary>The line hears how its chip is once that is known: its guest goes on with a chip that was there all the time, and no
    /// request may find it away meanwhile. A chip that is too slow counts as away until it is open.</summary>
    private void TellWhenOpened(IActorRef line) => _answers.When(() => IsOpened, () =>
    {
        if (!IsOpened) line.Tell(WireProtocol.ChipLost.Instance);
    });

    private void Begin(LineOperation operation)
    {
        if (operation.Mapping.IsDetached) LineRequests.Refuse(operation);  // another host's, which did not know yet
        else if (_desk.Begin(operation)) operation.ToLine();
    }

    private void Answered(PortAnswered message)
    {
        _desk.Finish(message);
        _answers.GiveReady();
    }

    private void Sense(SenseLevel message)
    {
        if (_desk.Sense(message.Mapping) is { } level) EdgeFanOut.TellLevel(message.Mapping.Net, level);
    }

    private void ShowSample(Sampled message)
    {
        if (message.Opening != _health.Opening || !_nets.Has(message.Index)) return;
        _desk.Settler.Show(_nets[message.Index], message.Level, message.Ns);
    }

    private void Stimulate(SetStimulus message, Action<SetResult> answer) => _desk.Stimuli.Set(message.Index, message.Level, answer);

    private void Stimulate(SetStimuli message, IActorRef asker)
    {
        var results = new SetResult[message.Lines.Length];
        int missing = results.Length;
        foreach (var (place, line) in message.Lines.Index())
        {
            Stimulate(line, result =>
            {
                results[place] = result;
                if (--missing == 0) asker.Tell(new StimuliSet([.. results]));
            });
        }
    }
}
