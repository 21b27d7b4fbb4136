namespace GpioHub.Explorer.Worlds;

/// <summary>The steps in which no handler runs and nobody outside does anything: a cycle of them never ends by itself.</summary>
internal sealed class QuietSteps
{
    private int[] _from = new int[1 << 14];
    private int[] _to = new int[1 << 14];
    private uint[] _by = new uint[1 << 14];
    private int _count;

    public void Add(int from, int to, Move by)
    {
        if (_count == _from.Length)
        {
            Array.Resize(ref _from, _count * 2);
            Array.Resize(ref _to, _count * 2);
            Array.Resize(ref _by, _count * 2);
        }

        (_from[_count], _to[_count], _by[_count]) = (from, to, by.Code);
        _count++;
    }

    /// <summary>A cycle near the start, if there is one. States that no step leads out of are removed, one after the other, until none is
    /// left, or only states that lead into a cycle.</summary>
    public IReadOnlyList<(int From, Move By)>? Cycle(int states)
    {
        // A state without steps out is removed with the steps into it, which may leave the states before it without any.
        var first = new int[states + 1];
        for (int i = 0; i < _count; i++) first[_to[i] + 1]++;
        for (int s = 0; s < states; s++) first[s + 1] += first[s];
        var into = new int[_count];
        var at = first.AsSpan(0, states).ToArray();
        for (int i = 0; i < _count; i++) into[at[_to[i]]++] = i;

        var ways = new int[states];
        for (int i = 0; i < _count; i++) ways[_from[i]]++;
        var peeled = new Stack<int>();
        for (int s = 0; s < states; s++)
            if (ways[s] == 0) peeled.Push(s);
        while (peeled.TryPop(out int state))
        {
            for (int i = first[state]; i < first[state + 1]; i++)
            {
                int before = _from[into[i]];
                if (--ways[before] == 0) peeled.Push(before);
            }
        }

        int start = Array.FindIndex(ways, way => way > 0);
        return start < 0 ? null : Around(start, ways);
    }

    private List<(int From, Move By)> Around(int start, int[] ways)
    {
        var next = new Dictionary<int, (int To, Move By)>();
        for (int i = 0; i < _count; i++)
            if (ways[_from[i]] > 0 && ways[_to[i]] > 0) next.TryAdd(_from[i], (_to[i], new Move(_by[i])));
        var way = new List<(int From, Move By)>();
        var seen = new Dictionary<int, int>();
        int state = start;
        while (seen.TryAdd(state, way.Count))
        {
            var step = next[state];
            way.Add((state, step.By));
            state = step.To;
        }

        return way[seen[state]..];
    }
}
