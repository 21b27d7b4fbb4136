namespace GpioHub.TestKit.Memory;

/// <summary>A stand-in for a descriptor that a reactor can watch: the <see cref="Rigs.ScenarioReactor"/> asks it before each
/// turn.</summary>
internal interface IWatchable
{
    /// <summary>There is something to read, the end of it included.</summary>
    bool IsReady { get; }

    /// <summary>Grows with each event that an edge-triggered watch reports.</summary>
    long Raised { get; }
}
