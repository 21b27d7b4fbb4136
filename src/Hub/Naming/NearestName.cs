namespace GpioHub.Hub.Naming;

/// <summary>The existing name that a misspelt one was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>The nearest of <paramref name="names"/>, or null when none is near enough to be a slip of the finger.</summary>
    /// <remarks>Near enough: at most a third of the longer word differs, one letter at least; case alone never counts.</remarks>
    public static string? Of(string asked, IEnumerable<string> names)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in names)
        {
            int distance = Distance(asked.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance >= least || distance > Math.Max(1, Math.Max(asked.Length, name.Length) / 3)) continue;
            (nearest, least) = (name, distance);
        }

        return nearest;
    }

    // Optimal string alignment: an insertion, a deletion, a substitution or a swap of neighbours costs one.
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int substitute = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(substitute, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
