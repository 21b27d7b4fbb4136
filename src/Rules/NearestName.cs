namespace GpioHub.Rules;

/// <summary>A search for the name that a user most likely meant, for "did you mean …?".</summary>
public static class NearestName
{
    /// <summary>Longer names are not compared: our limit, it bounds the work that hostile text can cause
    /// (quadratic in the length).</summary>
    private const int LongestCompared = 64;

    /// <summary>The name nearest to <paramref name="wrong"/>, or null if none is near.</summary>
    /// <remarks>
    /// Near: at most one edit per three characters, but at least one. An edit inserts, deletes or replaces a character or swaps two
    /// neighbours; a difference of case alone, or of <c>-</c> and <c>_</c>, is no edit. Of names equally near the first wins.
    /// </remarks>
    public static string? Of(string wrong, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(wrong);
        ArgumentNullException.ThrowIfNull(names);
        string folded = Fold(wrong);
        if (folded.Length is 0 or > LongestCompared) return null;

        string? nearest = null;
        int least = Math.Max(1, folded.Length / 3) + 1;
        foreach (string name in names)
        {
            string candidate = Fold(name);
            if (candidate.Length > LongestCompared || Math.Abs(candidate.Length - folded.Length) >= least) continue;
            int distance = Distance(folded, candidate);
            // Otherwise "A" would be suggested for every one-letter name.
            if (distance >= least || distance >= folded.Length) continue;
            (nearest, least) = (name, distance);
        }
        return nearest;
    }

    private static string Fold(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Edit distance with swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        int[] row = new int[b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, row) = (last, row, beforeLast);
        }
        return last[b.Length];
    }
}
