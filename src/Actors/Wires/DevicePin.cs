using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Wires;

/// <summary>The device's pin behind one net: what was found of it, and the net's own operations on it. Chip's reactor only.</summary>
internal sealed class DevicePin(Net net)
{
    /// <summary>The net's own operation that makes the pin as the net wants it, where no line's operation does.</summary>
    public NetOperation Settling { get; } = new(net) { Ask = ChipAsk.Tell };

    /// <summary>The net's own operation that asks for the level.</summary>
    public NetOperation Sensing { get; } = new(net) { Ask = ChipAsk.Read };

    /// <summary>The line was an input when the device was opened.</summary>
    public bool FoundInput { get; set; }

    /// <summary>Why the device's line cannot be used; null = it can.</summary>
    public string? Problem { get; set; }

    /// <summary>The device refused a wish that nobody waits for: it is asked again from time to time.</summary>
    public bool Unsettled { get; set; }

    /// <summary>The log has said that the line is sampled.</summary>
    public bool SampledSaid { get; set; }
}
