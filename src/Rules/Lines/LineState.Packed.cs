using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <content>The state in words, for a successor of this process.</content>
public readonly partial record struct LineState
{
    /// <summary>Words of <see cref="Pack"/>.</summary>
    public const int PackedWords = 5;

    /// <summary>Writes the state into words.</summary>
    /// <remarks>
    /// <code>
    ///   0 flags:16 | bounces:8 | direction:8 | type:8 | buffer:8 | operation:8 | wanted type:8
    ///   1 generation:32 | wanted generation:32      2 last generation:32 | serial:32
    ///   3 buffer's serial:32 | its head:16 | request's head:16      4 request's serial:32
    /// </code>
    /// The first named is in the lowest bits.
    /// </remarks>
    /// <param name="words">At least <see cref="PackedWords"/>.</param>
    public void Pack(Span<ulong> words)
    {
        words[0] = (ushort)_flags | (ulong)_bounces << 16 | (ulong)Direction << 24 | (ulong)Irq << 32 | (ulong)Buffer << 40
            | (ulong)Operation << 48 | (ulong)WantedIrq << 56;
        words[1] = Generation | (ulong)WantedGeneration << 32;
        words[2] = LastGeneration | (ulong)Serial << 32;
        words[3] = BufferTicket.Serial | (ulong)BufferTicket.Head << 32 | (ulong)RequestTicket.Head << 48;
        words[4] = RequestTicket.Serial;
    }

    /// <summary>Reads what <see cref="Pack"/> has written.</summary>
    /// <returns>false = no state of a line is written like that.</returns>
    public static bool TryUnpack(ReadOnlySpan<ulong> words, out LineState state)
    {
        ulong first = words[0];
        state = new LineState((LineFlags)(ushort)first, (byte)(first >> 16))
        {
            Direction = (GpioDirection)(byte)(first >> 24),
            Irq = (IrqType)(byte)(first >> 32),
            Buffer = (IrqBufferState)(byte)(first >> 40),
            Operation = (ChipOperation)(byte)(first >> 48),
            WantedIrq = (IrqType)(byte)(first >> 56),
            Generation = (uint)words[1],
            WantedGeneration = (uint)(words[1] >> 32),
            LastGeneration = (uint)words[2],
            Serial = (uint)(words[2] >> 32),
            BufferTicket = new Ticket((ushort)(words[3] >> 32), (uint)words[3]),
            RequestTicket = new Ticket((ushort)(words[3] >> 48), (uint)words[4]),
        };
        return Enum.IsDefined(state.Direction) && Enum.IsDefined(state.Irq) && Enum.IsDefined(state.Buffer)
            && Enum.IsDefined(state.Operation) && Enum.IsDefined(state.WantedIrq);
    }

    /// <summary>This state as another process finds it: the chip is not known yet, and nobody hears what it was asked last. What it was
    /// asked for a request it is asked again when that is decided again (<see cref="AskedBefore"/>).</summary>
    /// <param name="agrees">The chip has what this line says.</param>
    public LineState TakenOver(bool agrees)
    {
        var next = Renewed();
        bool asked = AskedBefore || (OwesAnswer && Operation != ChipOperation.Read);
        return next with { ChipUp = false, Diverged = next.Diverged || !agrees, AskedBefore = asked };
    }
}
