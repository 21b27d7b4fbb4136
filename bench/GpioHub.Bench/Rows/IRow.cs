using GpioHub.Bench.Report;

namespace GpioHub.Bench.Rows;

/// <summary>One row of the table: a measurement.</summary>
internal interface IRow
{
    /// <summary>For <c>--only</c>.</summary>
    string Group { get; }

    /// <summary>Whether another build, or another back-end, can be measured in turns with the hub.</summary>
    /// <param name="peer">It is vhost-device-gpio.</param>
    bool IsCompared(bool peer) => false;

    IEnumerable<Result> Measure(Harness bench);
}
