using GpioHub.Bench.Report;

namespace GpioHub.Bench.Rows;

/// <summary>One thing that is measured.</summary>
internal interface IRow
{
    /// <summary>For <c>--only</c>.</summary>
    string Group { get; }

    IEnumerable<Result> Measure(Harness bench);
}
