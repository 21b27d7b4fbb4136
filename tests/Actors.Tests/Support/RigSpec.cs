using GpioHub.Actors.Chips;
using GpioHub.Actors.Testing;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Tests.Support;

/// <summary>The base of rules that hold for any number of reactors: derive from it to test them with more.</summary>
public abstract class RigSpec
{
    /// <summary>More than one: every guest is on another reactor than its chips.</summary>
    protected virtual int Reactors => 1;

    /// <inheritdoc cref="LiveRig.StartAsync(Func{string, RigPlan}, ICrashPlan, Func{ChipPlan, IChipPort}, bool, int,
    /// Func{RigPlan, ReactorPlacement}, Actors.Chips.Gpio.GpioBacking, Action, Transports.Records.Keeping,
    /// Actors.Contract.IPlanRecord, Actors.Contract.PlanImage, Func{Akka.Actor.ActorSystem, LinksPlan, Actors.Links.LinkSet})"/>
    private protected Task<LiveRig> StartAsync(
        Func<string, RigPlan> plan, ICrashPlan? crashes = null, Func<ChipPlan, IChipPort>? ports = null, bool virtualTime = false) =>
        LiveRig.StartAsync(plan, crashes, ports, virtualTime, Reactors);

    /// <inheritdoc cref="LiveRig.StartAsync(ICrashPlan, int, OnRelease, int)"/>
    private protected Task<LiveRig> StartAsync(ICrashPlan? crashes = null, int guests = 1, OnRelease onRelease = OnRelease.Input) =>
        LiveRig.StartAsync(crashes, guests, onRelease, Reactors);
}
