using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>One planned line of an open device, as its port knows it. Chip's reactor only.</summary>
internal sealed class PinLine(GpioChipPort port, Net net, int? offset) : IReadyHandler
{
    public Net Net { get; } = net;

    /// <summary>On the chip; null = it has no such line.</summary>
    public int? Offset { get; } = offset;

    /// <summary>The requested line; null = not held.</summary>
    public IGpioLineFile? File { get; set; }

    /// <summary>What the device was told last; null = it refused half-way, so that is not known.</summary>
    public PinState? Applied { get; set; }

    /// <summary>It has no interrupt, or must not be made an input: the chip's thread reads it from time to time.</summary>
    public bool IsSampled { get; set; }

    /// <summary>A change of its configuration is at the device: events wait for what it says.</summary>
    public bool IsChanging { get; set; }

    /// <summary>Events that came meanwhile, oldest first.</summary>
    public Queue<GpioLineEvent> Early { get; } = new();

    public EdgeTracker Tracker { get; set; }

    /// <summary>Each change of its level is told as an edge.</summary>
    public bool Tracks => File is not null && Applied is { Edges: true } && !IsSampled;

    public void OnReady(EpollEvents events)
    {
        if ((events & (EpollEvents.HangUp | EpollEvents.Error)) != 0) port.SayGone("the chip has gone (its lines hang up)");
        else port.Drain(this);
    }
}
