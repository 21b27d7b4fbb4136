namespace GpioHub.Rules.Faults;

/// <summary>A fault as words, and back: an order with what has become of it. Pure.</summary>
public static class FaultImage
{
    /// <summary>Words of an order with its number and its end.</summary>
    public const int OrderWords = 16;

    /// <summary>The most words that an image of this kind has.</summary>
    public static int MostWords(FaultKind kind) =>
        OrderWords + NetFault.MostWords + (kind == FaultKind.Delay ? DelayFault.MostUnderWay : 0);

    /// <summary>Writes a fault of a net.</summary>
    public static void Write(ref WordWriter words, FaultLink link)
    {
        WriteOrder(ref words, link.Number, link.Order, link.EndsNs);
        link.State.Write(ref words);
    }

    /// <summary>Reads a fault of a net.</summary>
    /// <returns>null = the words are none.</returns>
    public static FaultLink? ReadLink(ref WordReader words)
    {
        if (ReadOrder(ref words, ofChip: false) is not { } read) return null;
        var state = NetFault.Read(read.Order, ref words);
        return state is null ? null : new FaultLink(read.Number, read.Order, state, read.EndsNs);
    }

    /// <summary>Writes what every fault has.</summary>
    public static void WriteOrder(ref WordWriter words, int number, FaultOrder order, long? endsNs)
    {
        words.Add((long)number);
        words.Add((long)order.Kind);
        words.Add((long?)order.Count);
        words.Add(order.Period);
        words.Add(order.Width);
        words.Add(order.Delay);
        words.Add((long?)order.Seed);
        words.Add(order.Ttl);
        words.Add(endsNs);
    }

    /// <summary>Reads what every fault has.</summary>
    /// <returns>null = the words are none, or no such fault can be.</returns>
    public static (int Number, FaultOrder Order, long? EndsNs)? ReadOrder(ref WordReader words, bool ofChip)
    {
        int number = words.Number(), kind = words.Number();
        if (number < 1 || !Enum.IsDefined((FaultKind)kind)) return null;
        var order = new FaultOrder((FaultKind)kind)
        {
            Count = (int?)words.Optional(),
            Period = words.OptionalTime(),
            Width = words.OptionalTime(),
            Delay = words.OptionalTime(),
            Seed = (uint?)words.Optional(),
            Ttl = words.OptionalTime(),
        };
        long? ends = words.Optional();
        bool can = FaultRules.WhyNot(order, ofChip) is null && FaultRules.Completed(order, number) == order;
        return can ? (number, order, ends) : null;
    }
}
