using GpioHub.Bench.Report;

namespace GpioHub.Bench.Rows;

/// <summary>One row of the table: a measurement.</summary>
internal interface IRow
{
    /// <summary>For <c>--only</c>.</summary>
    string Group { get; }

    IEnumerable<Result> Measure(Harness bench);
}
