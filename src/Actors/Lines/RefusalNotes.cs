using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Lines;

/// <summary>What is remembered and told of one line's requests that are answered ERR: the guest hears no reason, so the log and
/// <c>info</c> tell it (IF-2.14).</summary>
/// <remarks>Guest's reactor only. Nothing here allocates while the log has nothing to tell.</remarks>
internal sealed class RefusalNotes(LineStore store, ILineOutput queues, IActorContext context)
{
    private const uint UnheededTold = 1u << 31;

    private string? _holder;
    private string? _why;

    /// <summary>Why the chip refused what it was asked last; null = it did not refuse.</summary>
    public string? OfChip { get; private set; }

    /// <summary>Hears what the chip has answered.</summary>
    public void Hear(LineOperation operation)
    {
        if (operation.Outcome == ChipOutcome.Refused)
            (OfChip, _holder, _why) = (operation.Why ?? "the chip refused", operation.Holder, operation.Why);
        else if (OfChip is not null)
            OfChip = null;
    }

    /// <summary>Forgets what another chip line refused, and which reasons the log has told.</summary>
    public void Forget() => (OfChip, store.Told) = (null, 0);

    /// <summary>Has the log tell every reason again.</summary>
    public void TellAllAgain() => store.Told = 0;

    /// <summary>Has the log tell a reason again, because it was gone for a while.</summary>
    public void TellAgain(LineRefusal reason) => store.Told &= ~(1u << (int)reason);

    /// <summary>Counts and remembers a refusal, and has the log tell each reason once.</summary>
    public void Note(LineRefusal refusal, in GpioRequest message, int requests = 1)
    {
        string? detail = null;
        if (refusal == LineRefusal.ChipRefused)
        {
            detail = _holder ?? _why;
            if (_holder is not null) refusal = LineRefusal.Contended;
        }

        var refused = new RefusedRequest(refusal, message, detail, queues.Refusals.NowNs);
        store.Errors += requests;
        queues.Refusals.Count(requests);
        store.LastError = refused;
        uint bit = 1u << (int)refusal;
        bool told = (store.Told & bit) != 0 || refusal is LineRefusal.Contended or LineRefusal.Failed;   // told by the chip, by Akka.NET
        if (!told && queues.Refusals.MayTell()) Tell(refused, bit);
    }

    /// <summary>Has the log name a line whose driver goes on as if it had the interrupt that it was refused: nothing in the guest tells it
    /// that no event will come.</summary>
    public void SayUnheeded()
    {
        if ((store.Told & UnheededTold) != 0 || !queues.Refusals.MayTell()) return;
        store.Told |= UnheededTold;
        Log().Warning("line {GuestLine}{Name}: {Reason}", (ushort)store.Plan.Line, Name, RefusalText.Unheeded);
    }

    private string Name => store.Plan.Name.Length > 0 ? $" \"{store.Plan.Name}\"" : "";

    private void Tell(in RefusedRequest refused, uint bit)
    {
        store.Told |= bit;
        string reason = RefusalText.Of(refused, store.Plan.From?.Chip);
        Log().Warning("line {GuestLine}{Name}: answered ERR: {Reason}", (ushort)store.Plan.Line, Name, reason);
    }

    /// <summary>The log, which has said first how many lines it held back.</summary>
    private ILoggingAdapter Log()
    {
        var log = context.GetLogger().WithContext(LogSubject.Guest, queues.Guest);
        queues.Refusals.SayHeldBack(log);
        return log;
    }
}
