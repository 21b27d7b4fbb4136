using System.Globalization;
using GpioHub.Transports.Records;

namespace GpioHub.Transports.VhostUser;

/// <summary>What a descriptor of a front-end is for.</summary>
public enum KeptKind
{
    /// <summary>There is no descriptor.</summary>
    None,

    /// <summary>Guest RAM.</summary>
    Memory,

    /// <summary>A kick descriptor.</summary>
    Kick,

    /// <summary>A call descriptor.</summary>
    Call,

    /// <summary>An error descriptor.</summary>
    Err,

    /// <summary>The channel of SET_BACKEND_REQ_FD.</summary>
    Back,
}

/// <summary>The name under which a descriptor of a front-end is kept for a successor of this process. No two descriptors of a guest ever
/// have the same one.</summary>
/// <param name="Index">Of the ring, or of the descriptor in its message.</param>
/// <param name="Epoch">Of the record, when the descriptor came.</param>
/// <param name="Message">The number, in that epoch, of the message that brought it.</param>
public readonly record struct KeptName(KeptKind Kind, int Index, uint Epoch, uint Message)
{
    public bool IsNone => Kind == KeptKind.None;

    public override string ToString() => Kind switch
    {
        KeptKind.None => "none",
        KeptKind.Memory => string.Create(CultureInfo.InvariantCulture, $"mem.{Epoch}-{Message}.{Index}"),
        KeptKind.Back => string.Create(CultureInfo.InvariantCulture, $"back.{Epoch}-{Message}"),
        KeptKind.Kick => Of("kick"),
        KeptKind.Call => Of("call"),
        _ => Of("err"),
    };

    internal void Write(ImageWriter into)
    {
        into.Write((uint)Kind | (ulong)(uint)Index << 32);
        into.Write((ulong)Epoch << 32 | Message);
    }

    internal static KeptName Read(ref ImageReader from)
    {
        ulong what = from.Word(), when = from.Word();
        return new KeptName((KeptKind)(uint)what, (int)(what >> 32), (uint)(when >> 32), (uint)when);
    }

    private string Of(string what) => string.Create(CultureInfo.InvariantCulture, $"{what}{Index}.{Epoch}-{Message}");
}
