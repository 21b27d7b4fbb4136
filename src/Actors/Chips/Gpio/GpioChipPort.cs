using Akka.Actor;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The port of a Linux gpiochip. It reads events on the chip's reactor, values there or on the chip's own thread, and does
/// everything else on that thread.</summary>
/// <remarks>Source: GU-01…GU-25. A member that does not name a thread runs on the chip's reactor only.</remarks>
internal sealed partial class GpioChipPort : IChipPort, IJobHost, IDisposable
{
    /// <summary>Events that the kernel keeps per line. It is more than a turn takes, so that no burst is lost while the reactor is busy
    /// elsewhere.</summary>
    internal const int EventsKept = 256;

    private ChipPlan _plan;
    private readonly IReactor _reactor;
    private readonly GpioBacking _backing;
    private readonly DeviceWatch _watch;
    private readonly PortSuccession _succession;
    private readonly Sampler _sampler;                                     // the chip's thread only
    private PinLine[] _lines = [];
    private ChipDesk _desk = null!;
    private IActorRef _chip = ActorRefs.Nobody;
    private ChipThread? _thread;
    private IoPace _pace;
    private Keeping _keeping = Keeping.None;
    private KeptLines? _kept;                                              // the chip's thread only

    public GpioChipPort(ChipPlan plan, IReactor reactor, GpioBacking backing)
    {
        (_plan, _reactor, _backing) = (plan, reactor, backing);
        _events = new PinEvents(this);
        _succession = new PortSuccession(this, _events, backing.NowNs);
        _watch = new DeviceWatch(reactor, backing.DeviceFolder, DevicesChanged);
        _sampler = new Sampler(backing.NowNs,
            (line, level, ns) => _chip.Tell(new PortProtocol.Sampled(line, level, ns, Opening), ActorRefs.NoSender),
            (line, error) => SayGone($"{_desk.Nets.AddressOf(_desk.Nets[line])}: {error.Message}"));
    }

    public bool IsDevice => true;

    internal OpenDevice? Device { get; private set; }

    /// <summary>The number of this opening. Any thread reads it.</summary>
    internal int Opening
    {
        get => Volatile.Read(ref field);
        private set => Volatile.Write(ref field, value);
    }

    string IJobHost.Chip => _plan.Id;

    KeptLines? IJobHost.Kept => _kept;

    Sampler IJobHost.Sampler => _sampler;

    private bool IsInline => ((GpioChipPlan)_plan.Driver).Io switch
    {
        IoPlace.Inline => true,
        IoPlace.Thread => false,
        _ => _pace.IsInline,
    };

    public void Serve(ChipDesk desk)
    {
        (_desk, _events.Desk, _keeping) = (desk, desk, desk.Environment.Keeping);
        if (!_keeping.Store.Keeps) return;
        _kept = new KeptLines(_plan.Id, _keeping.Store, _keeping.Inherited);
        if (_keeping is { IsSuccessor: true, Record: { } record }) _succession.Read(record, _plan.Id);
    }

    public void Open(int opening, IActorRef chip)
    {
        Opening = opening;
        _chip = chip;
        _watch.Begin();
        _thread ??= new ChipThread($"chip {_plan.Id}", _backing.NowNs, _sampler);
        if (_thread.Hanging() is { } what) Say(new PortProtocol.PortLost($"{what} still hangs", Opening: Opening));
        else _thread.Post(new OpenJob(_plan, _backing, _kept, _succession.Left, chip, Opening));
    }

    public void Opened(PortProtocol.PortOpened message, bool isPresent)
    {
        var opened = (GpioOpened)message;
        if (!isPresent)
        {
            _thread!.Post(new CloseJob(opened.Device, _kept));
            return;
        }

        Device = opened.Device;
        _watch.Device = opened.OfDevice.Path;
        _lines = [.. opened.OfDevice.Lines.Select((line, i) => new PinLine(this, _desk.Nets[i], line.MayBeTried ? line.Offset : null))];
        BeginRecord();
        _succession.GoOn(opened, _lines, _events.Record, _desk);
        for (int i = 0; i < _lines.Length; i++)
            if (Device.Lines[i] is { } file && _lines[i].File is null) Hold(_lines[i], file);
    }

    public bool Tracks(Net net) => LineOf(net) is { Tracks: true };

    public bool Holds(Net net) => LineOf(net) is { File: not null };

    public string? Hanging() => _thread?.Hanging();

    public void Close()
    {
        foreach (var line in _lines)
            if (line.File is { } file) _reactor.Unwatch(file.Descriptor);
        foreach (var line in _lines) line.Record?.End();
        if (Device is { } device)
            _thread!.Post(new CloseJob(device with { Lines = [.. _lines.Select(line => line.File)] }, _kept, _sampler));
        (_lines, Device, _pace, _watch.Device, _looking, _events.Record) = ([], null, default, null, 0, null);
    }

    /// <summary>Ends the thread. Call it when nobody calls the port any more.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        _thread?.Dispose();
    }

    internal static string ConsumerOf(string chip) => $"virtio-gpio:{chip}";

    internal string AddressOf(Net net) => _desk.Nets.AddressOf(net);

    long IJobHost.NowNs() => _backing.NowNs();

    void IJobHost.WakeSampler() => _thread!.Wake();

    void IJobHost.SayGone(string why, int opening) => SayGone(why, opening);

    /// <summary>Tells the chip that the device has gone. Any thread.</summary>
    /// <param name="opening">The opening that has ended; null = the present one.</param>
    internal void SayGone(string why, int? opening = null) => Say(new PortProtocol.PortLost(why, Opening: opening ?? Opening));

    private PinLine? LineOf(Net net) => net.Index < _lines.Length && _lines[net.Index] is var line && line.Net == net ? line : null;

    private void Hold(PinLine line, IGpioLineFile file)
    {
        line.File = file;
        if (_events.Record is not null && _events.Record.Has(line.Offset!.Value))
        {
            _events.Record.Begin(line.Offset.Value);
            line.Record = new PinRecord(_events.Record, line, line.Offset.Value);
        }

        line.Applied ??= new PinState(PinMode.AsIs, Level: false, Edges: false);
        Watch(line);
    }

    private void DevicesChanged(bool ours)
    {
        // The node may have been made anew since. The descriptor itself tells whether our device is still there.
        if (ours && Device is { } device) _thread!.Post(new ProbeJob(this, Opening, device.Chip));
        else _chip.Tell(PortProtocol.DevicesChanged.Instance, ActorRefs.NoSender);
    }

    private void Say(object message) => _chip.Tell(message, ActorRefs.NoSender);
}
