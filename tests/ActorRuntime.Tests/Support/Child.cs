using Akka.Actor;

namespace ActorRuntime.Tests.Support;

/// <summary>Reports every step of its life to a probe, and fails, stashes, counts and ticks on request.</summary>
internal sealed class Child : ReceiveActor, IWithStash, IWithTimers
{
    private readonly IActorRef _probe;
    private int _sum;

    public Child(IActorRef probe)
    {
        _probe = probe;
        probe.Tell("constructor");
        Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("fail"));
        Receive<string>(s => s == "stash", _ => Stash.Stash());
        Receive<string>(s => s == "sum", _ => Sender.Tell(_sum));
        Receive<string>(s => s == "start timer", _ => Timers.StartPeriodicTimer("key", "tick", TimeSpan.FromMilliseconds(20)));
        Receive<string>(s => s == "tick", _ => probe.Tell("tick"));
        Receive<string>(s => s == "become", _ => Become(Changed));
        Receive<int>(i =>
        {
            _sum += i;
            probe.Tell(i);
        });
    }

    public IStash Stash { get; set; } = null!;

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

    private void Changed()
    {
        Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("fail"));
        ReceiveAny(m => _probe.Tell($"changed:{m}"));
    }
}
