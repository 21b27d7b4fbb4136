using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <summary>The requests of one guest that no line answers; the lines count their own.</summary>
internal sealed class NamelessRequests
{
    /// <summary>All of them: GET_LINE_NAMES, and those that named no line.</summary>
    public long Count { get; private set; }

    /// <summary>Of these, answered ERR: those that named no line, and GET_LINE_NAMES without room for its answer.</summary>
    public long Errors { get; private set; }

    /// <summary>The last of these; null = none.</summary>
    public RefusedRequest? LastError { get; private set; }

    /// <summary>One more has been taken.</summary>
    public void Add() => Count++;

    /// <summary>One of them is answered ERR.</summary>
    /// <param name="ns">When; monotonic, nanoseconds.</param>
    public void Note(LineRefusal refusal, in GpioRequest request, long ns)
    {
        Errors++;
        LastError = new RefusedRequest(refusal, request, Detail: null, ns);
    }
}
