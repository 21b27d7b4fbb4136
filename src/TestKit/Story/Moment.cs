namespace GpioHub.TestKit;

/// <summary>One event in a scenario, for <see cref="RigScenario.ShouldHappenInOrder"/>.</summary>
/// <param name="Number">Order in which things happened, also those at the same time.</param>
/// <param name="At">Virtual time since the scenario began.</param>
/// <param name="Line">Such as <c>ivi/IGN</c>.</param>
/// <param name="What">Such as <c>interrupt 1</c>.</param>
public readonly record struct Moment(long Number, TimeSpan At, string Line, string What)
{
    public override string ToString() => $"{Line} {What} at {At.InMs()} ms";
}
