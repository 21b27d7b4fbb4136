using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes <see cref="ChipPlan"/>s from <c>chips</c>. Source: IF-1.7.</summary>
internal sealed partial class ChipPlanner(ReadContext context, Kept kept)
{
    private readonly SimLinePlanner _simLines = new(context, kept);
    private readonly GpioChipPlanner _gpioChips = new(context);

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
            $"{Words.Quoted(key.Text)} is no id; expected 1–63 of A–Z a–z 0–9 _ . -, the first a letter or digit{hint}");
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
        var silent = context with { Log = new ProblemLog() };
        if (driver is not null && !ChipFormat.Driver.Of.TryRead(driver, path, silent, out _))
        {
            ChipFormat.Driver.Of.TryRead(driver, $"{path}.driver", context, out _);
            TellLines(key, map, path);
            return Nothing(key, path);
        }
        if (driver is null)
        {
            context.Log.Error(map.At, path, $"\"driver\" is missing; expected {ChipFormat.Driver.Of.Expected}",
                ChipFormat.Driver.Of.Expected);
            TellLines(key, map, path);
            return Nothing(key, path);
        }
        return driver is ScalarNode { Text: "sim" } ? Sim(key, map, path) : _gpioChips.Plan(key, map, path);
    }

    /// <summary>Tells what is wrong with the lines of a chip whose driver is wrong, as far as it would be wrong for each driver.</summary>
    private void TellLines(ScalarNode key, MapNode map, string path)
    {
        ProblemLog asSim = Silently(silent => ChipFormat.Sim.Read(map, path, silent));
        ProblemLog asGpioChip = Silently(silent => new GpioChipPlanner(silent).Plan(key, map, path));
        var both = asGpioChip.Problems().Select(problem => (problem.KeyPath, problem.Message)).ToHashSet();
        foreach (ConfigProblem problem in asSim.Problems())
        {
            bool isOfLines = problem.KeyPath.StartsWith($"{path}.lines[", StringComparison.Ordinal);
            if (problem.Severity == ProblemSeverity.Error && isOfLines && both.Contains((problem.KeyPath, problem.Message)))
            {
                context.Log.Error(new Mark(problem.File, problem.Line, problem.Column), problem.KeyPath, $"{problem.Message}",
                    problem.Expected);
            }
        }

        ProblemLog Silently(Action<ReadContext> read)
        {
            var log = new ProblemLog();
            log.BeginFile(key.At.File);
            read(context with { Log = log });
            return log;
        }
    }

    private PlannedChip Sim(ScalarNode key, MapNode map, string path)
    {
        MapValues chip = ChipFormat.Sim.Read(map, path, context);
        (ImmutableArray<ChipLinePlan> lines, ImmutableArray<LinePlace> places, bool ok) = _simLines.Plan(key.Text, chip);
        return new PlannedChip(
            new ChipPlan(key.Text, ChipDriverKind.Sim, lines), places, new LinePlace(key.At, path, RuleIsSaid: true), doubtful: !ok);
    }

    private static PlannedChip Nothing(ScalarNode key, string path) => new(
        new ChipPlan(key.Text, ChipDriverKind.Sim, []), [], new LinePlace(key.At, path, RuleIsSaid: true), doubtful: true);
}
