using System.Collections.Immutable;

namespace GpioHub.Recording.Vcd;

/// <summary>What a file shows. A change names its signal by its place here: first the nets, then the guests' lines.</summary>
/// <param name="Nets">Each a signal.</param>
/// <param name="GuestLines">Each an alias of its net, and a signal of its own for its interrupts.</param>
/// <param name="Buses">Each a vector of nets, beside them.</param>
public sealed record VcdSources(
    ImmutableArray<VcdNet> Nets, ImmutableArray<VcdGuestLine> GuestLines, ImmutableArray<VcdBus> Buses)
{
    public static VcdSources Of(IEnumerable<VcdNet> nets) => new([.. nets], [], []);

    /// <summary>The signal of a guest line's interrupts.</summary>
    /// <param name="guestLine">Its place in <see cref="GuestLines"/>.</param>
    public int InterruptOf(int guestLine) => Nets.Length + guestLine;

    /// <summary>The same without guests and buses, as a reader needs it that shows no scopes.</summary>
    internal VcdSources NetsAlone => this with { GuestLines = [], Buses = [] };
}

/// <summary>A chip's line.</summary>
/// <param name="Chip">Its id.</param>
/// <param name="Line">Its name, or its offset.</param>
public sealed record VcdNet(string Chip, string Line)
{
    /// <summary>The address of the line, as users write it.</summary>
    public string Address => $"{Chip}/{Line}";
}

/// <param name="Line">Its name, or its number.</param>
/// <param name="Net">The place of its net in <see cref="VcdSources.Nets"/>; null = the file does not have it.</param>
public sealed record VcdGuestLine(string Guest, string Line, int? Net);

/// <param name="Nets">Places in <see cref="VcdSources.Nets"/>, most significant first.</param>
public sealed record VcdBus(string Name, ImmutableArray<int> Nets);
