using System.Globalization;
using GpioHub.Bench.Report;
using GpioHub.Bench.Rows;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench;

/// <summary>Measures the rows that were asked for, and prints each number as it comes.</summary>
internal static class BenchProgram
{
    /// <returns>0 whatever the numbers are; 1: something could not be measured; 2: the command line.</returns>
    public static int Run(string[] args)
    {
        IReadOnlyList<IRow> rows = RowList.All;
        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(args, [.. rows.Select(row => row.Group).Distinct()]);
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }

        var bench = options.Quick
            ? new Harness(options.HubProgram, options.OtherProgram, options.HubSettings, TimeSpan.FromSeconds(0.7),
                TimeSpan.FromSeconds(0.25), Repetitions: 3)
            : new Harness(options.HubProgram, options.OtherProgram, options.HubSettings, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(0.6),
                options.OtherProgram is null ? 7 : 9);
        if (options.OtherProgram is not null) rows = AgainstList.All;
        if (!options.Json) Console.WriteLine(Table.Head);
        bool failed = false;
        foreach (IRow row in rows.Where(row => options.Only.Count == 0 || options.Only.Contains(row.Group)))
            failed |= !Print(row, bench, options.Json);
        return failed ? 1 : 0;
    }

    // Before a row no process of ours runs: whatever is busy then belongs to others, and disturbs the row's numbers too.
    private static void TellOfOthers()
    {
        const double Noticeable = 0.05;
        CpuLoad before = CpuLoad.Now;
        Thread.Sleep(300);
        double others = CpuLoad.Now.Since(before);
        if (others >= Noticeable)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"the machine is not at rest: others use {others:0%} of its CPUs"));
        }
    }

    private static bool Print(IRow row, Harness bench, bool json)
    {
        TellOfOthers();
        try
        {
            foreach (Result result in row.Measure(bench)) Console.WriteLine(json ? JsonLine.Of(result) : Table.Of(result));
            return true;
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine($"{row.Group}: {e.Message}");
            return false;
        }
    }
}
