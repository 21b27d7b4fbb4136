namespace GpioHub.EndToEnd.Restart.Wires;

/// <summary>How a wire's driver writes.</summary>
internal enum WireKind
{
    /// <summary>One write, and the next once it is answered and its edge was delivered: each edge is one interrupt, exactly.</summary>
    Stepped,

    /// <summary>1 and 0 with one publication, and again once both are answered and an interrupt came: a pulse is one interrupt or
    /// two.</summary>
    Pulsed,

    /// <summary>1, 0, 1, 0 … as many as its slots hold, without looking at interrupts: each write is one edge.</summary>
    Streamed,
}
