using System.Globalization;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <summary>A refused request in words, for the log and <c>info</c>.</summary>
public static class RefusalText
{
    /// <summary>Of a line whose driver has not noticed that its interrupt was refused.</summary>
    public const string Unheeded = "the guest goes on as if it had the interrupt that was refused, and gets no event; " +
        "request the interrupt anew in the guest once the cause is gone";

    /// <summary><c>SET_DIRECTION OUT: access is in; OUT needs access: out or inout</c>.</summary>
    /// <param name="chip">Id of the chip behind the line; null = a spare slot, or no line.</param>
    public static string Of(in RefusedRequest refused, string? chip)
    {
        string request = Request(refused.Message), reason = Reason(refused, chip);
        return request.Length == 0 ? reason : $"{request}: {reason}";
    }

    /// <summary>The request as the specification names it; empty if it could not be read.</summary>
    public static string Request(in GpioRequest message) => message.Type switch
    {
        0 => "",
        GpioMessage.GetLineNames => "GET_LINE_NAMES",
        GpioMessage.GetDirection => "GET_DIRECTION",
        GpioMessage.SetDirection => $"SET_DIRECTION {Direction(message.Value)}",
        GpioMessage.GetValue => "GET_VALUE",
        GpioMessage.SetValue => Invariant($"SET_VALUE {message.Value}"),
        GpioMessage.SetIrqType => $"SET_IRQ_TYPE {Type(message.Value)}",
        _ => Invariant($"type 0x{(ushort)message.Type:x4}"),
    };

    private static string Reason(in RefusedRequest refused, string? chip) => refused.Reason switch
    {
        LineRefusal.Spare => "nothing is wired to this line; give it a \"from\" in the rig file",
        LineRefusal.ReadOnly => "the rig file gives this line access: in; OUT needs access: out or inout",
        LineRefusal.WriteOnly => "the rig file gives this line access: out; IN and interrupts need access: in or inout",
        LineRefusal.InterruptEnabled => "the line has an interrupt enabled, which the driver has to disable first",
        LineRefusal.IsOutput => "the line is OUT; an interrupt needs direction IN or NONE",
        LineRefusal.NotNegotiated => "the front-end has not negotiated interrupts (VIRTIO_GPIO_F_IRQ)",
        LineRefusal.ChipAway => $"the chip is away (gpiohub info {chip} says why)",
        LineRefusal.Contended => $"{refused.Detail} drives the line, and it is exclusive (resolve)",
        LineRefusal.ChipRefused => refused.Detail ?? "the chip refused",
        LineRefusal.Late => "the chip did not answer within 500 ms",
        LineRefusal.Poison => "the hub has crashed over this request; it is answered without being looked at",
        LineRefusal.Failed => "the hub failed at it; an error above tells of it",
        LineRefusal.BadChain => "its descriptors make no request",
        LineRefusal.TooShort => Invariant($"shorter than the {GpioRequest.Size} bytes of a request"),
        LineRefusal.NoRoom => "no room for the answer",
        LineRefusal.UnknownType => "there is no such request",
        LineRefusal.NoSuchLine => Invariant($"the device has no line {refused.Message.Line}"),
        _ => "there is no such value",
    };

    private static string Direction(uint value) => value switch
    {
        (uint)GpioDirection.None => "NONE",
        (uint)GpioDirection.Out => "OUT",
        (uint)GpioDirection.In => "IN",
        _ => Invariant($"{value}"),
    };

    private static string Type(uint value) => value switch
    {
        (uint)IrqType.None => "NONE",
        (uint)IrqType.EdgeRising => "EDGE_RISING",
        (uint)IrqType.EdgeFalling => "EDGE_FALLING",
        (uint)IrqType.EdgeBoth => "EDGE_BOTH",
        (uint)IrqType.LevelHigh => "LEVEL_HIGH",
        (uint)IrqType.LevelLow => "LEVEL_LOW",
        _ => Invariant($"0x{value:x}"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
