using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.TestKit;

/// <summary>A guest's message to the hub, with its answer.</summary>
public sealed class Answer
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);          // Linux 5.15 gives up then

    private readonly Rig _rig;

    internal Answer(Rig rig, GuestLine line, GpioMessage message, uint value) => (_rig, Line, Message, Sent) = (rig, line, message, value);

    public GuestLine Line { get; }

    public GpioMessage Message { get; }

    /// <summary>The message's value field.</summary>
    public uint Sent { get; }

    /// <summary>null = not answered yet.</summary>
    public GpioStatus? Status { get; private set; }

    /// <summary>Level or direction with OK; else 0.</summary>
    public byte Value { get; private set; }

    /// <exception cref="ScenarioException">It was answered ERR, or is not answered within 1 s of virtual time.</exception>
    public Answer ShouldBeOk() => ShouldBe(GpioStatus.Ok);

    /// <summary>Lets time pass until the hub has answered.</summary>
    /// <exception cref="ScenarioException">It was answered OK, or is not answered within 1 s of virtual time.</exception>
    public Answer ShouldBeError() => ShouldBe(GpioStatus.Error);

    internal void Came(GpioStatus status, byte value) => (Status, Value) = (status, value);

    /// <summary>Lets time pass until the hub has answered.</summary>
    internal Answer Await() =>
        _rig.PassUntil(() => Status is not null, Limit) ? this : throw Wrong($"is not answered within {Limit.TotalSeconds} s");

    private Answer ShouldBe(GpioStatus status)
    {
        Await();
        return Status == status
            ? this
            : throw Wrong($"was answered {(Status == GpioStatus.Ok ? "OK" : "ERR")}, expected {(status == GpioStatus.Ok ? "OK" : "ERR")}");
    }

    private ScenarioException Wrong(string what) => new($"{Line.Address}: {Message} {Sent} {what}{Picture.Of(_rig.Journal, Line.Rows)}");
}
