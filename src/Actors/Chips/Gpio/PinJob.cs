using Akka.Actor;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The answer of a <see cref="PinJob"/>.</summary>
internal sealed record PinAnswered(PinJob Job, PortOperation Of, uint OfTicket, ChipOutcome Came)
    : PortProtocol.PortAnswered(Of, OfTicket, Came);

/// <summary>The job of one operation at the device, on the chip's thread: it requests the line if it is not held, sets up the pin, and
/// looks at the level.</summary>
/// <remarks>It has a copy of what it needs of the operation: the operation may be given up and used again while the job hangs.</remarks>
/// <param name="device">The open device.</param>
/// <param name="opening">The number of its opening.</param>
/// <param name="line">Read here, when the job is made, for all but what never changes.</param>
internal sealed class PinJob(IJobHost host, IGpioChipFile device, int opening, PinLine line, PortOperation operation, IActorRef chip)
    : ChipJob
{
    private readonly uint _ticket = operation.Ticket;
    private readonly bool _reads = operation.Ask == ChipAsk.Read;
    private readonly PinState _pin = operation.Pin;
    private readonly PinState? _before = line.Applied;
    private readonly IGpioLineFile? _held = line.File;

    /// <summary>The guest line whose request it is, with the request's number; null, 0 = it is nobody's.</summary>
    public (Mapping? Mapping, uint Request) Asker { get; } = (operation as LineOperation)?.Mapping is { } mapping
        ? (mapping, ((LineOperation)operation).RequestSerial)
        : default;

    /// <summary>The device has done what it was asked for.</summary>
    public bool IsDone { get; private set; }

    public int Opening => opening;

    public PinLine Line => line;

    /// <summary>The settings that the device was told.</summary>
    public ChipLinePlan Plan { get; } = line.Net.Plan;

    /// <summary>The line, requested before or by this job; null = the hub does not hold it.</summary>
    public IGpioLineFile? File { get; private set; }

    /// <summary>What the device has been told; null = not known.</summary>
    public PinState? Applied { get; private set; }

    public bool IsSampled { get; private set; }

    /// <summary>The logical level, read between <see cref="FromNs"/> and <see cref="SureNs"/>; null = it was not read.</summary>
    public bool? Level { get; private set; }

    public long FromNs { get; private set; }

    public long SureNs { get; private set; }

    /// <summary>The job changes the configuration, or tries to: it does not only read or set a value.</summary>
    public bool Configures => !_reads || _held is null;

    public string? Why { get; private set; }

    public override string What =>
        $"{(_reads ? "reading" : _pin.Mode == PinMode.Output ? "driving" : "configuring")} {line.Address}";

    private bool OnlyValue => _before is { Mode: PinMode.Output } && _pin.Mode == PinMode.Output;

    public override void Run()
    {
        (File, Applied) = (_held, _before);
        var outcome = ChipOutcome.Done;
        try
        {
            if (Configures) Configure();
            if (_reads || _pin.Mode != PinMode.Output) Look();
        }
        catch (ErrnoException e)
        {
            outcome = Fail(e);
        }
        catch (Exception e)                                                // whatever it was, the line waits for an answer
        {
            (outcome, Why) = (ChipOutcome.Refused, e.Message);
        }

        IsDone = outcome == ChipOutcome.Done;
        Sample(outcome);
        chip.Tell(new PinAnswered(this, operation, _ticket, outcome) { Sensed = Level, Why = Why }, ActorRefs.NoSender);
    }

    private void Configure()
    {
        bool cannotWatch = _pin is { Mode: PinMode.AsIs, Edges: true };
        if (!cannotWatch)
        {
            try
            {
                Tell(_pin);
            }
            catch (ErrnoException e) when (_pin.Edges && ChipFailures.Of(e.Errno, wantsEdges: true) == ChipFailure.NoInterrupt)
            {
                if (Plan.Sample is null) throw new ErrnoException("the line has no interrupt for both edges, and sample is off", e.Errno);
                cannotWatch = true;
                Tell(_pin with { Edges = false });
            }
        }
        else if (File is null)
        {
            Tell(_pin with { Edges = false });
        }

        (Applied, IsSampled) = (_pin, cannotWatch && Plan.Sample is not null);
    }

    private void Tell(PinState pin)
    {
        var config = pin.Config(Plan);
        if (File is null)
        {
            Request(config);
        }
        else if (OnlyValue)
        {
            long before = host.NowNs();
            File.SetValue(pin.Level);
            host.Took(host.NowNs() - before);
        }
        else
        {
            Applied = null;                                                // not known until the kernel has agreed
            File.Configure(config);
        }
    }

    /// <summary>Requests the line. One that is kept is requested as it is: it is kept before its pin changes.</summary>
    private void Request(in GpioLineConfig config)
    {
        int offset = line.Offset!.Value;
        if (host.Kept is null)
        {
            File = OpenJob.Request(device, offset, host.Chip, config, kept: null);
            return;
        }

        File = OpenJob.Request(device, offset, host.Chip, new PinState(PinMode.AsIs, false, false).Config(Plan), host.Kept);
        File.Configure(config);
    }

    private void Look()
    {
        FromNs = host.NowNs();
        Level = File!.GetValue();
        SureNs = host.NowNs();
        host.Took(SureNs - FromNs);
    }

    private ChipOutcome Fail(ErrnoException error)
    {
        Why = line.Offset is { } offset ? Refusal.Explain(error, device, offset) : error.Message;
        if (ChipFailures.Of(error.Errno, wantsEdges: !_reads && _pin.Edges && Level is null && Applied is null) != ChipFailure.Gone)
            return ChipOutcome.Refused;
        host.SayGone(error.Message, opening);
        return ChipOutcome.Gone;
    }

    private void Sample(ChipOutcome outcome)
    {
        if (!Configures) return;
        host.Sampler.Remove(line.Net.Index);
        if (outcome != ChipOutcome.Done || !IsSampled || Level is not { } level) return;
        host.Sampler.Add(line.Net.Index, File!, level, (long)Plan.Sample!.Value.TotalNanoseconds);
        host.WakeSampler();
    }
}
