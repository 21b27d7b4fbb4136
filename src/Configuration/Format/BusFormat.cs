using System.Collections.Immutable;

namespace GpioHub.Configuration.Format;

/// <summary>Which line of a bus comes first in its list.</summary>
internal enum BusOrder { MsbFirst, LsbFirst }

/// <summary>Keys of a bus. Source: IF-1.15.</summary>
internal static class BusFormat
{
    public static readonly Key<ImmutableArray<Item<string>>> Lines = new(
        "lines",
        new ListKind<string>("a list of lines", new TextKind("CHIP/LINE")),
        "The lines, as CHIP/LINE; {a..b} stands for the line of each number.",
        required: true);

    public static readonly Key<BusOrder> Order = new(
        "order",
        new ChoiceKind<BusOrder>(("msb-first", BusOrder.MsbFirst), ("lsb-first", BusOrder.LsbFirst)),
        "Whether the first line of the list is the most or the least significant.",
        "msb-first");

    public static readonly Shape Bus = new("bus", "lines that are one number", Lines, Order);

    /// <summary>A list of lines, or a map.</summary>
    public static readonly ListOrMapKind<string> Value = new(Lines.Of, Bus);
}
