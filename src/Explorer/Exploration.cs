using GpioHub.Explorer.Plans;
using GpioHub.Explorer.Worlds;

namespace GpioHub.Explorer;

/// <summary>The exploration of a driver model against the hub's own decisions, with every interleaving. It walks states breadth first, so
/// the first counter-example to a property is a shortest one.</summary>
internal static class Exploration
{
    /// <summary>Explores. Uses one thread and roughly 150 bytes a state; twice that with two lines.</summary>
    /// <exception cref="InvalidOperationException">More states than the plan allows.</exception>
    public static ExplorationResult Run(ExplorationPlan plan)
    {
        var world = new World(plan);
        var table = new StateTable(world.Width);
        var quiet = new QuietSteps();
        var broken = new Dictionary<LineProperty, CounterExample>();
        uint wanted = plan.Properties.Aggregate(0u, (mask, property) => mask | 1u << (int)property);
        var words = new ulong[world.Width];
        var moves = new List<Move>();
        long transitions = 0;
        long cut = 0;
        int depth = 0;
        int levelEnd = 1;
        world.Store(words);
        table.Add(words, from: -1, default, out _);

        int state = 0;
        for (; state < table.Count; state++)
        {
            if (state == levelEnd) (depth, levelEnd) = (depth + 1, table.Count);
            if (depth == plan.Depth || (wanted == 0 && broken.Count > 0)) break;
            if (table.Count > plan.MostStates)
                throw new InvalidOperationException($"more than {plan.MostStates:N0} states: bound the depth, or ask less of the client");
            world.Load(table[state]);
            world.Moves(moves);
            if (moves.TrueForAll(static move => move.IsOutside))
            {
                world.CheckSettled();
                Note(world.Broken, state, by: null);
            }

            foreach (var move in moves)
            {
                world.Again();
                world.Take(move);
                transitions++;
                if (world.Broken != 0) Note(world.Broken, state, move);
                if (world.Overflows)
                {
                    cut++;
                    continue;
                }

                world.Store(words);
                int next = table.Add(words, state, move, out _);
                if (!move.IsOutside && !world.Handled) quiet.Add(state, next, move);
            }
        }

        bool complete = state == table.Count;
        if ((wanted & 1u << (int)LineProperty.NoLivelock) != 0 && quiet.Cycle(table.Count) is { } cycle)
            broken[LineProperty.NoLivelock] = Story.OfCycle(plan, table, cycle);
        return new ExplorationResult(table.Count, transitions, depth, complete, cut, broken);

        void Note(uint found, int at, Move? by)
        {
            for (uint left = found & wanted; left != 0; left &= left - 1)
            {
                var property = (LineProperty)System.Numerics.BitOperations.TrailingZeroCount(left);
                broken[property] = Story.Of(plan, table, property, at, by);
                wanted &= ~(1u << (int)property);
                if (plan.StopsAtFirst) wanted = 0;
            }
        }
    }
}
