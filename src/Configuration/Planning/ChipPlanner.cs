using System.Text.RegularExpressions;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes <see cref="ChipPlan"/>s from <c>chips</c>. Source: IF-1.7.</summary>
internal sealed partial class ChipPlanner(ReadContext context, Kept kept)
{
    private readonly Dictionary<string, IChipPlanner> _drivers = ChipDrivers.All.ToDictionary(d => d.Name, d => d.Planner(context, kept));

    /// <summary>The chips in file order, wrong ones included.</summary>
    public List<PlannedChip> Plan(MapNode chips)
    {
        var planned = new List<PlannedChip>();
        foreach ((ScalarNode key, ConfigNode node) in Shape.Entries(chips, "chips", context))
        {
            string path = $"chips.{key.Text}";
            if (!Id().IsMatch(key.Text)) WrongId(key, path);
            planned.Add(One(key, node, path));
        }
        return planned;
    }

    /// <summary>The pattern of ids of chips and guests.</summary>
    [GeneratedRegex("^" + RigFormat.IdPattern + "\\z")]
    public static partial Regex Id();

    private void WrongId(ScalarNode key, string path)
    {
        string hint = key.Text.Contains('{', StringComparison.Ordinal) ? "; {a..b} makes guests and simulated lines, not chips" : "";
        context.Log.Error(key.At, path,
            $"{Shown.Quoted(key.Text)} is no id; expected 1–63 of A–Z a–z 0–9 _ . -, the first a letter or digit{hint}");
    }

    private PlannedChip One(ScalarNode key, ConfigNode node, string path)
    {
        if (node is not MapNode map)
        {
            context.Log.Error(node.At, path, $"expected a map such as {{ driver: sim, lines: [IGN] }}, found {node.Kind}");
            return Nothing(key, path);
        }
        // The driver decides what the other keys mean.
        ConfigNode? driver = map.Entries.FirstOrDefault(e => e.Key.Text == ChipFormat.Driver.Name).Value;
        if (driver is null)
        {
            context.Log.Error(map.At, path, $"\"driver\" is missing; expected {ChipFormat.Driver.Of.Expected}",
                ChipFormat.Driver.Of.Expected);
        }
        else if (ChipFormat.Driver.Of.TryRead(driver, path, context with { Log = new ProblemLog() }, out ChipDriverFormat? known))
        {
            return _drivers[known.Name].Plan(key, map, path);
        }
        else
        {
            ChipFormat.Driver.Of.TryRead(driver, $"{path}.driver", context, out _);
        }
        TellLines(key, map, path);
        return Nothing(key, path);
    }

    /// <summary>Tells what is wrong with the lines of a chip whose driver is wrong, as far as it would be wrong for each driver with
    /// pins.</summary>
    private void TellLines(ScalarNode key, MapNode map, string path)
    {
        var byDriver = ChipDrivers.All.Where(driver => driver.HasPins)
            .Select(driver => Silently(driver).Problems().Where(IsOfLines).ToList()).ToList();
        var inAll = byDriver.Select(problems => problems.Select(Said).ToHashSet()).ToList();
        foreach (ConfigProblem problem in byDriver[^1])
        {
            if (inAll.TrueForAll(said => said.Contains(Said(problem))))
            {
                context.Log.Error(new Mark(problem.File, problem.Line, problem.Column), problem.KeyPath, $"{problem.Message}",
                    problem.Expected);
            }
        }

        static (string, string) Said(ConfigProblem problem) => (problem.KeyPath, problem.Message);

        bool IsOfLines(ConfigProblem problem) =>
            problem.Severity == ProblemSeverity.Error && problem.KeyPath.StartsWith($"{path}.lines[", StringComparison.Ordinal);

        ProblemLog Silently(ChipDriver driver)
        {
            var log = new ProblemLog();
            log.BeginFile(key.At.File);
            driver.Planner(context with { Log = log }, new Kept(null)).Plan(key, map, path);
            return log;
        }
    }

    private static PlannedChip Nothing(ScalarNode key, string path) => new(
        new ChipPlan(key.Text, SimPlan.Instance, []), [], new LinePlace(key.At, path, RuleIsSaid: true), doubtful: true);
}
