using System.Diagnostics;
using GpioHub.Explorer;
using GpioHub.Explorer.Plans;

// An exploration from the command line: docs/interrupts.md, "Exploring your own"; build/explore.sh for the deep ones.
ExplorationPlan plan;
bool traces;
try
{
    (plan, traces) = Arguments.Read(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"explore: {e.Message}");
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

var clock = Stopwatch.StartNew();
ExplorationResult result;
try
{
    result = Exploration.Run(plan);
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine($"explore: {e.Message}");
    return 1;
}

Console.WriteLine($"{string.Join(' ', args)}: {result} ({clock.Elapsed.TotalSeconds:f0} s, {Environment.WorkingSet >> 20} MiB)");
foreach (var (property, trace) in result.Broken) Console.WriteLine(traces ? $"{trace}" : $"  {property} after {trace.Steps.Count} steps");
return 0;
