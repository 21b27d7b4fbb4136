using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Testing;
using static GpioHub.Actors.Rigs.RigChangeProtocol;

namespace GpioHub.Actors.Rigs;

/// <summary>The actor of one change of the plan: it hears the answers that <see cref="RigChangeRun"/> waits for, and sets each step a
/// limit. It ends when the change is over.</summary>
/// <remarks>Its parent is the rig's actor, which alone starts and stops members; both are on reactor 0. All that it knows is in the change,
/// so a restart loses nothing. Children: none.</remarks>
internal sealed class RigChangeActor : CrashableActor, IWithTimers
{
    private readonly RigChangeRun _change;
    private readonly RigChangeSteps _steps;

    public RigChangeActor(RigChangeRun change, ICrashPlan crashes)
        : base(crashes)
    {
        (_change, _steps) = (change, change.Steps);
        _steps.Renew(Self, Context.Parent, Context.GetLogger().WithContext(LogSubject.Part, "configuration"));
        Receive<GoOn>(_ => Proceed());
        Receive<Compared>(message => ProceedIf(_change.Answered(message)));
        Receive<Bound>(message => ProceedIf(_change.Answered(message)));
        Receive<GuestProtocol.Held>(message => ProceedIf(_change.Answered(message)));
        Receive<GuestProtocol.Closed>(_ => ProceedIf(_change.Closed(GuestActor.IdOf(Sender))));
        Receive<Done>(message => ProceedIf(_steps.Answered(message.Round)));
        Receive<GuestProtocol.Done>(message => ProceedIf(_steps.Answered(message.Round, message.Refusal)));
        Receive<ChipProtocol.Replanned>(message => ProceedIf(_steps.Answered(message.Round)));
        Receive<WaitedEnough>(message => ProceedIf(_change.GoOnWithout(message.Round)));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props PropsFor(RigChangeRun change, ICrashPlan crashes) =>
        Props.Create<RigChangeActor>(change, crashes).WithDispatcher(ReactorSet.IdOf(0));

    protected override void PreStart() => Proceed();

    protected override void PreRestart(Exception reason, object message)
    {
        PostStop();
        if (!Entered) Self.Forward(message);                               // its sender says it only once, and it was not counted
    }

    protected override void PostRestart(Exception reason)
    {
        if (_steps.Waits) ArmLimit();
        else Self.Tell(GoOn.Instance);
    }

    private void ProceedIf(bool answered)
    {
        if (answered) Proceed();
    }

    private void Proceed()
    {
        Timers.Cancel(nameof(WaitedEnough));
        _steps.Proceed();
        if (_steps.Waits)
        {
            ArmLimit();
        }
        else if (_change.Result is { } result)
        {
            Context.Parent.Tell(new RigProtocol.ChangeOver(_change, result));
            Context.Stop(Self);
        }
    }

    private void ArmLimit() => Timers.StartSingleTimer(nameof(WaitedEnough), new WaitedEnough(_steps.Round), _steps.Patience);
}
