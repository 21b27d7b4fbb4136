using GpioHub.Explorer.Plans;
using GpioHub.Explorer.Worlds;

namespace GpioHub.Explorer;

/// <summary>The text of a path through the states, made by taking its steps again.</summary>
internal static class Story
{
    /// <summary>The path to a state, and one more step if there is one.</summary>
    public static CounterExample Of(ExplorationPlan plan, StateTable table, LineProperty property, int state, Move? last)
    {
        var moves = WayTo(table, state);
        if (last is { } move) moves.Add(move);
        return new CounterExample(property, Told(plan, moves));
    }

    /// <summary>The path to a cycle, and once around it.</summary>
    public static CounterExample OfCycle(ExplorationPlan plan, StateTable table, IReadOnlyList<(int From, Move By)> cycle)
    {
        var moves = WayTo(table, cycle[0].From);
        int from = Told(plan, moves).Count;
        moves.AddRange(cycle.Select(step => step.By));
        return new CounterExample(LineProperty.NoLivelock, Told(plan, moves), from);
    }

    private static List<Move> WayTo(StateTable table, int state)
    {
        var moves = new List<Move>();
        for (; table.FoundFrom(state) >= 0; state = table.FoundFrom(state)) moves.Add(table.FoundBy(state));
        moves.Reverse();
        return moves;
    }

    private static List<string> Told(ExplorationPlan plan, List<Move> moves)
    {
        var world = new World(plan) { Story = [] };
        var words = new ulong[world.Width];
        world.Store(words);
        foreach (var move in moves)
        {
            world.Load(words);
            int said = world.Story.Count;
            world.Take(move);
            world.Store(words);
            Join(world.Story, said);
        }

        return world.Story;
    }

    /// <summary>One step is one line of text.</summary>
    private static void Join(List<string> story, int from)
    {
        string line = string.Join("; ", story.Skip(from)).Replace("; …", "", StringComparison.Ordinal);
        story.RemoveRange(from, story.Count - from);
        story.Add(line);
    }
}
