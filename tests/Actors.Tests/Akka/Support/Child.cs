using Akka.Actor;

namespace GpioHub.Actors.Tests.AkkaNet.Support;

/// <summary>Reports every step of its life to a probe; fails, sums and ticks on request.</summary>
internal sealed class Child : ReceiveActor, IWithTimers
{
    private readonly IActorRef _probe;
    private int _sum;

    public Child(IActorRef probe)
    {
        _probe = probe;
        probe.Tell("constructor");
        Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("fail"));
        Receive<string>(s => s == "sum", _ => Sender.Tell(_sum));
        Receive<string>(s => s == "tick later", _ => Timers.StartSingleTimer("key", "tick", TimeSpan.FromSeconds(1)));
        Receive<string>(s => s == "tick", _ => probe.Tell("tick"));
        Receive<int>(i =>
        {
            _sum += i;
            probe.Tell(i);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => _probe.Tell("PreStart");

    protected override void PostStop() => _probe.Tell("PostStop");

    protected override void PreRestart(Exception reason, object message)
    {
        _probe.Tell($"PreRestart({message})");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        _probe.Tell("PostRestart");
        base.PostRestart(reason);
    }
}
