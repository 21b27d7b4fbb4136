using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Tests.Support;

/// <summary>The simplest correct virtio-gpio device: one line after another, straight from virtio v1.2 §5.18.</summary>
/// <remarks>Back-end thread only. Completions are staged; the caller flushes, eventq first.</remarks>
internal sealed class MiniDevice(IReadOnlyList<string> names, DeviceRing requestQueue, DeviceRing eventQueue)
{
    private readonly Line[] _lines = [.. names.Select(_ => new Line())];
    private readonly List<(Ticket Ticket, GpioRequest Request)> _muted = [];

    /// <summary>Every request seen, in ring order.</summary>
    public List<GpioRequest> Seen { get; } = [];

    /// <summary>The answer that a test wants instead of the correct one.</summary>
    public Func<GpioRequest, ShortResponse?> Answer { get; set; } = _ => null;

    /// <summary>Picks requests that are not answered before <see cref="Unmute"/>.</summary>
    public Func<GpioRequest, bool> Mute { get; set; } = _ => false;

    /// <summary>Breaks VG-D-38: type NONE is answered, and the pair is kept.</summary>
    public bool KeepsPairOnDisable { get; set; }

    public NameBlock Names { get; } = NameBlock.TryCreate([.. names], out NameBlock block, out string error)
        ? block
        : throw new ArgumentException(error);

    public GpioConfig Config => new((ushort)_lines.Length, Names.Size);

    public bool Holds(int line) => _lines[line].Held is not null;

    public GpioDirection DirectionOf(int line) => _lines[line].Direction;

    public void Intake(long nowNs)
    {
        while (eventQueue.Fetch(eventQueue.ReadAvail(), nowNs) == FetchResult.Chain) TakePair(eventQueue.Current);
        while (requestQueue.Fetch(requestQueue.ReadAvail(), nowNs) == FetchResult.Chain) TakeRequest(requestQueue.Current);
    }

    public void SetLevel(int line, bool level)
    {
        Line its = _lines[line];
        bool rises = level && !its.Level, falls = !level && its.Level;
        its.Level = level;
        bool edge = (rises && its.Type is IrqType.EdgeRising or IrqType.EdgeBoth && rises)
            || (falls && its.Type is IrqType.EdgeFalling or IrqType.EdgeBoth && falls);
        if (edge && its.Held is null) its.Latched = true;
        if (its.Held is not null && (edge || Active(its))) Return(its, IrqResponse.Valid);
    }

    public void Unmute()
    {
        foreach (var (ticket, request) in _muted) requestQueue.Stage(ticket, Carry(request));
        _muted.Clear();
    }

    /// <summary>Returns the pair that the line holds, in order or not.</summary>
    public void ReturnPair(int line, ShortResponse response) => Return(_lines[line], response);

    /// <summary>VU-45: the eventq is stopped.</summary>
    public void ReturnAllPairs()
    {
        foreach (Line line in _lines.Where(l => l.Held is not null)) Return(line, IrqResponse.Invalid);
    }

    public void Reset()
    {
        for (int i = 0; i < _lines.Length; i++) _lines[i] = new Line { Level = _lines[i].Level };
        _muted.Clear();
    }

    private void TakeRequest(FetchedChain chain)
    {
        byte[] copy = new byte[GpioRequest.Size];
        int length = chain.CopyReadable(copy);
        if (chain.Fault != ChainFault.None
            || GpioRequest.Decode(copy.AsSpan(0, length), (ushort)_lines.Length, out GpioRequest request) != WireFault.None)
        {
            requestQueue.Stage(chain.Ticket, GpioResponse.Error);
            return;
        }

        Seen.Add(request);
        if (request.Type == GpioMessage.GetLineNames && Answer(request) is null)
            requestQueue.StageWritten(chain.Ticket, chain.WriteResponse(0, Names.Response));
        else if (Mute(request)) _muted.Add((chain.Ticket, request));
        else requestQueue.Stage(chain.Ticket, Carry(request));
    }

    private void TakePair(FetchedChain chain)
    {
        byte[] copy = new byte[IrqRequest.Size];
        int length = chain.CopyReadable(copy);
        if (IrqRequest.Decode(copy.AsSpan(0, length), (ushort)_lines.Length, out IrqRequest request) != WireFault.None)
        {
            eventQueue.Stage(chain.Ticket, IrqResponse.Invalid);
            return;
        }

        Line line = _lines[request.Line];
        if (line.Type == IrqType.None || line.Held is not null)
        {
            eventQueue.Stage(chain.Ticket, IrqResponse.Invalid);
            return;
        }

        line.Held = chain.Ticket;
        if (line.Latched || Active(line)) Return(line, IrqResponse.Valid);
    }

    private ShortResponse Carry(GpioRequest request)
    {
        if (Answer(request) is { } other) return other;
        Line line = _lines[request.Line];
        switch (request.Type)
        {
            case GpioMessage.GetDirection:
                return GpioResponse.Ok((byte)line.Direction);
            case GpioMessage.SetDirection:
                if (request.Direction == GpioDirection.None) SetType(line, IrqType.None);
                line.Direction = request.Direction;
                return GpioResponse.Ok();
            case GpioMessage.GetValue:
                return GpioResponse.Ok((line.Direction == GpioDirection.Out ? line.Output : line.Level) ? (byte)1 : (byte)0);
            case GpioMessage.SetValue:
                line.Output = request.Level;
                return GpioResponse.Ok();
            default:
                SetType(line, request.IrqType);
                return GpioResponse.Ok();
        }
    }

    private void SetType(Line line, IrqType type)
    {
        if (type == line.Type) return;
        (line.Type, line.Latched) = (type, false);
        if (type == IrqType.None && !KeepsPairOnDisable) Return(line, IrqResponse.Invalid);
        else if (Active(line)) Return(line, IrqResponse.Valid);
    }

    private void Return(Line line, ShortResponse response)
    {
        if (line.Held is not { } ticket) return;
        (line.Held, line.Latched) = (null, false);
        eventQueue.Stage(ticket, response);
    }

    private static bool Active(Line line) => line.Type switch
    {
        IrqType.LevelHigh => line.Level,
        IrqType.LevelLow => !line.Level,
        _ => false,
    };

    private sealed class Line
    {
        public GpioDirection Direction { get; set; }

        public bool Output { get; set; }

        public bool Level { get; set; }

        public IrqType Type { get; set; }

        public bool Latched { get; set; }

        public Ticket? Held { get; set; }
    }
}
