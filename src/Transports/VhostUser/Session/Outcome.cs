using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>What comes of one message, or of a word from the session's owner: effects in order, an answer, a failure, the end.</summary>
/// <remarks>Who has a part in a message writes what it wants done; the session reads it and hands it on.</remarks>
/// <param name="request">The message, 0 if it is none: the answer names it.</param>
/// <param name="retired">Takes descriptors that were replaced; who made the outcome closes them, after the effects that replace
/// them.</param>
internal sealed class Outcome(VhostUserRequest request, List<FileDescriptor> retired)
{
    private readonly List<SessionEffect> _effects = [];

    /// <summary>What to do, in order.</summary>
    public IReadOnlyList<SessionEffect> Effects => _effects;

    /// <summary>Why the message is refused; null: it is not.</summary>
    public string? Failure { get; private set; }

    /// <summary>The message has a reply of its own, so it is not acknowledged too (VU-03).</summary>
    public bool Answered { get; private set; }

    /// <summary>The connection ends.</summary>
    public bool Ended { get; private set; }

    public void Emit(SessionEffect effect) => _effects.Add(effect);

    /// <summary>Refuses the message, which then has no effect. It is answered 1 if an answer is wanted, otherwise only logged
    /// (VU-04).</summary>
    public void Fail(string reason) => Failure ??= reason;

    /// <summary>Ends the connection, because nothing sensible can follow.</summary>
    public void End(string reason)
    {
        if (Ended) return;
        Ended = true;
        Emit(new Close(reason));
    }

    public void Answer(ReadOnlySpan<byte> payload) => Answer(new Reply(VhostUserFrame.Reply(request, payload)));

    public void Answer(ulong value) => Answer(new Reply(VhostUserFrame.Reply(request, value)));

    /// <summary>Answers by an effect whose bytes are known only when its turn comes.</summary>
    public void Answer(SessionEffect reply)
    {
        Answered = true;
        Emit(reply);
    }

    /// <summary>The answer that NEED_REPLY asks for: 0, or 1 if the message or one of its effects failed (VU-03).</summary>
    public byte[] Acknowledgement() => VhostUserFrame.Reply(request, Failure is null ? 0UL : 1UL);

    /// <summary>Gives up a descriptor that another one replaces.</summary>
    /// <param name="handle">null: there was none.</param>
    public void Retire(FileDescriptor? handle)
    {
        if (handle is not null) retired.Add(handle);
    }

    /// <summary>Reads the payload of a message of one number; without one the message fails.</summary>
    public bool TryU64(ReadOnlySpan<byte> payload, out ulong value)
    {
        if (VhostUserFrame.TryReadU64(payload, out value)) return true;
        Fail($"payload of {payload.Length} bytes, expected 8");
        return false;
    }
}
