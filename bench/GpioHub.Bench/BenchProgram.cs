using System.Globalization;
using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Rows;
using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;

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

        var bench = new Harness(options.HubProgram, options.LimitProgram, options.OtherProgram, options.PeerProgram, options.HubSettings,
            TimeSpan.FromSeconds(options.Quick ? 0.7 : 6), TimeSpan.FromSeconds(options.Quick ? 0.25 : 0.6),
            Repetitions: options.Quick ? 3 : options.IsComparison ? 9 : 7)
        {
            IsQuick = options.Quick,
        };
        if (options.IsComparison) rows = [.. rows.Where(row => row.IsCompared(options.PeerProgram is not null))];
        if (!TryLimit(options.LimitProgram)) return 1;
        string? other = options.OtherProgram is not null ? "other" : options.PeerProgram is not null ? "peer" : null;
        var table = new Table(options.LimitProgram is not null, other);
        if (!options.Json) Console.WriteLine(table.Head);
        bool failed = false;
        foreach (IRow row in rows.Where(row => options.Only.Count == 0 || options.Only.Contains(row.Group)))
            failed |= !Print(row, bench, result => options.Json ? JsonLine.Of(result) : table.Of(result));
        return failed ? 1 : 0;
    }

    private static bool TryLimit(string? program)
    {
        if (program is null)
        {
            Console.Error.WriteLine("there is no limit in the rows: bench/limit was not built, or --limit does not say where it is");
            return true;
        }

        try
        {
            LimitCheck.Run(program);
            return true;
        }
        catch (Exception e) when (e is BenchException or VhostUserPeerException or ErrnoException)
        {
            Console.Error.WriteLine($"the limit does not do what it is to be compared in: {e.Message}");
            return false;
        }
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

    private static bool Print(IRow row, Harness bench, Func<Result, string> text)
    {
        TellOfOthers();
        try
        {
            foreach (Result result in row.Measure(bench)) Console.WriteLine(text(result));
            return true;
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine($"{row.Group}: {e.Message}");
            return false;
        }
    }
}
