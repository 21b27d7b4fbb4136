using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Workers;

/// <summary>A process that measures: set up once, then run as often as it is told to.</summary>
internal interface IWorker : IDisposable
{
    /// <summary>Runs for about so long, on the calling thread.</summary>
    Sample Run(int milliseconds);
}
