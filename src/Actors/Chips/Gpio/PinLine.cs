using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>One planned line of an open device, as its port knows it. Chip's reactor only.</summary>
internal sealed class PinLine(GpioChipPort port, Net net, int? offset) : IReadyHandler
{
    private PinState? _applied;

    public Net Net { get; } = net;

    /// <summary>For a person.</summary>
    public string Address => port.AddressOf(Net);

    /// <summary>The line's number on the chip; null = the chip has no such line.</summary>
    public int? Offset { get; } = offset;

    /// <summary>The requested line; null = not held.</summary>
    public IGpioLineFile? File { get; set; }

    /// <summary>The line in the record; null = not held, or not recorded.</summary>
    public PinRecord? Record { get; set; }

    /// <summary>The pin that the device was told last; null = not known, because the device refused half-way.</summary>
    public PinState? Applied
    {
        get => _applied;
        set
        {
            _applied = value;
            Record?.Told(value);
        }
    }

    /// <summary>What the device was told last does not count: it may have another pin by now, or must watch it anew.</summary>
    public void Doubt()
    {
        _applied = null;
        Record?.Changed();
    }

    /// <summary>The chip's thread reads the line from time to time, because the line has no interrupt or must not be made an
    /// input.</summary>
    public bool IsSampled
    {
        get;
        set
        {
            field = value;
            Record?.Changed();
        }
    }

    /// <summary>A change of the line's configuration is at the device: events wait for its answer.</summary>
    public bool IsChanging { get; set; }

    /// <summary>Events stay in the kernel meanwhile, from where a successor of this process can take them.</summary>
    public bool IsMuted { get; set; }

    /// <summary>Events that came during a change, oldest first.</summary>
    public Queue<GpioLineEvent> Early { get; } = new();

    public EdgeTracker Tracker
    {
        get;
        set
        {
            field = value;
            Record?.Changed();
        }
    }

    /// <summary>Each change of the line's level is told as an edge.</summary>
    public bool Tracks => File is not null && Applied is { Edges: true } && !IsSampled;

    public void OnReady(EpollEvents events)
    {
        if ((events & (EpollEvents.HangUp | EpollEvents.Error)) != 0) port.SayGone("the chip has gone (its lines hang up)");
        else port.Drain(this);
    }
}
