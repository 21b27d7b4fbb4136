using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Workers;

/// <summary>The part of a worker process that measures: set up once, then run as often as it is told to.</summary>
internal interface IWorker : IDisposable
{
    /// <summary>Runs for about this time, on the calling thread.</summary>
    Sample Run(int milliseconds);
}
