namespace GpioHub.Transports.Virtio;

/// <summary>The heads that a device owes its driver, as far as guest memory alone tells: for a ring of which nobody remembers what was in
/// flight (VU-48).</summary>
/// <remarks>
/// The rings keep the last N heads offered and the last N returned, and not how the two interleave. So the answer is exact if all of the
/// ring's history is there, or if nothing was returned out of order. Otherwise only some heads are certain: a wrong one would be returned
/// twice, which breaks the driver's ring. Pure; allocates.
/// </remarks>
internal static class OwedHeads
{
    /// <param name="offered">avail.ring[], N entries.</param>
    /// <param name="returned">used.ring[].id, N entries.</param>
    /// <param name="avail">avail.idx.</param>
    /// <param name="used">used.idx; at most N before <paramref name="avail"/>.</param>
    /// <param name="neverWrapped">used.ring[N − 1] was never written.</param>
    /// <param name="mayHide">Whether a head may be held longer than N others take, so that avail.ring has forgotten it; the argument is a
    /// head. null: none may.</param>
    /// <returns>Heads that are owed for certain, in the order in which they were offered; all of them if as many as avail.idx − used.idx.
    /// </returns>
    public static ushort[] Find(ReadOnlySpan<ushort> offered, ReadOnlySpan<uint> returned, ushort avail, ushort used, bool neverWrapped,
        Func<ushort, bool>? mayHide)
    {
        int size = offered.Length, owed = (ushort)(avail - used);
        if (owed == 0 || owed > size) return [];
        ushort[] last = Last(offered, avail, owed);
        if (last.Distinct().Count() == owed && (owed == size || (InOrder(offered, returned, used, Shown()) && !Hidden(offered, mayHide))))
            return last;
        if (neverWrapped && used <= avail && avail <= size && Exact(offered[..avail], returned[..used]) is { } exact) return exact;
        var seen = new HashSet<uint>(returned.ToArray());
        return [.. last.Distinct().Where(head => head < size && !seen.Contains(head))];

        int Shown() => neverWrapped ? Math.Min(size - owed, used) : size - owed;
    }

    /// <summary>The heads offered last.</summary>
    private static ushort[] Last(ReadOnlySpan<ushort> offered, ushort avail, int count)
    {
        var last = new ushort[count];
        for (int i = 0; i < count; i++) last[i] = offered[(ushort)(avail - count + i) & (offered.Length - 1)];
        return last;
    }

    /// <summary>Whether each head was returned in the place at which it was offered, as far back as both rings show it.</summary>
    /// <param name="shown">How many places before used.idx that is.</param>
    private static bool InOrder(ReadOnlySpan<ushort> offered, ReadOnlySpan<uint> returned, ushort used, int shown)
    {
        for (int back = 1; back <= shown; back++)
        {
            int at = (ushort)(used - back) & (offered.Length - 1);
            if (offered[at] != returned[at]) return false;
        }

        return true;
    }

    /// <summary>Whether a head that avail.ring no longer shows may be owed.</summary>
    private static bool Hidden(ReadOnlySpan<ushort> offered, Func<ushort, bool>? mayHide)
    {
        if (mayHide is null) return false;
        var shown = new HashSet<ushort>(offered.ToArray());
        return Enumerable.Range(0, offered.Length).Any(head => !shown.Contains((ushort)head) && mayHide((ushort)head));
    }

    /// <summary>With all of a ring's history there: the heads that were offered once more than they were returned.</summary>
    /// <returns>null: the history contradicts itself.</returns>
    private static ushort[]? Exact(ReadOnlySpan<ushort> offered, ReadOnlySpan<uint> returned)
    {
        var owed = new List<ushort>();
        var back = returned.ToArray().GroupBy(id => id).ToDictionary(ids => ids.Key, ids => ids.Count());
        foreach (var head in offered.ToArray().GroupBy(head => head))
        {
            int open = head.Count() - back.GetValueOrDefault(head.Key);
            if (open is < 0 or > 1) return null;
            if (open == 1) owed.Add(head.Key);
            back.Remove(head.Key);
        }

        if (back.Count > 0) return null;
        ushort[] order = offered.ToArray();
        return [.. owed.OrderBy(head => Array.LastIndexOf(order, head))];
    }
}
