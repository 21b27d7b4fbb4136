namespace GpioHub.TestKit.Rigs;

/// <summary>A machine that is up beside the hub, as the rig sees it: it takes its turns, and it ends with the rig.</summary>
internal interface IRigMachine : IDisposable
{
    /// <summary>Takes what the hub has signalled.</summary>
    /// <returns>Whether there was anything.</returns>
    bool Poll();
}
