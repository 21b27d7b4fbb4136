namespace GpioHub.EndToEnd.Scenarios;

/// <summary>The collection of scenarios with a deadline in a guest: xunit runs them one by one, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneOnTheMachine
{
    public const string Name = "alone on the machine";
}
