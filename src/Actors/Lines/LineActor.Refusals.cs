using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Lines;

/// <content>Requests that are answered ERR: the guest hears no reason, so the log and <c>info</c> tell it (IF-2.14).</content>
public sealed partial class LineActor
{
    private const uint UnheededTold = 1u << 31;

    private string? _holder;
    private string? _why;

    private void Refuse(in LineRequest request, LineRefusal fault)
    {
        _store.State = _store.State.AfterRefusal(request.Message);
        Note(fault, request.Message);
        _queues.Answer(request.Ticket, GpioStatus.Error, 0);
        if (_trace is not null) Trace(GpioStatus.Error, 0);
    }

    /// <summary>Counts and remembers a refusal, and has the log tell each reason once.</summary>
    private void Note(LineRefusal refusal, in GpioRequest message, int requests = 1)
    {
        string? detail = null;
        if (refusal == LineRefusal.ChipRefused)
        {
            detail = _holder ?? _why;
            if (_holder is not null) refusal = LineRefusal.Contended;
        }

        var refused = new RefusedRequest(refusal, message, detail, _queues.Refusals.NowNs);
        _store.Errors += requests;
        _store.LastError = refused;
        uint bit = 1u << (int)refusal;
        bool told = (_store.Told & bit) != 0 || refusal is LineRefusal.Contended or LineRefusal.Failed;   // told by the chip, by Akka.NET
        if (!told && _queues.Refusals.MayTell()) Tell(refused, bit);
    }

    private void Tell(in RefusedRequest refused, uint bit)
    {
        _store.Told |= bit;
        var log = Context.GetLogger().WithContext(LogSubject.Guest, _queues.Guest);
        _queues.Refusals.SayHeldBack(log);
        string name = _store.Plan.Name.Length > 0 ? $" \"{_store.Plan.Name}\"" : "";
        log.Warning("line {GuestLine}{Name}: answered ERR: {Reason}", Line, name, RefusalText.Of(refused, _store.Plan.From?.Chip));
    }

    /// <summary>Has the log name a line whose driver goes on as if it had the interrupt that it was refused: nothing in the guest tells it
    /// that no event will come.</summary>
    private void SayUnheeded()
    {
        if ((_store.Told & UnheededTold) != 0 || !_queues.Refusals.MayTell()) return;
        _store.Told |= UnheededTold;
        var log = Context.GetLogger().WithContext(LogSubject.Guest, _queues.Guest);
        _queues.Refusals.SayHeldBack(log);
        string name = _store.Plan.Name.Length > 0 ? $" \"{_store.Plan.Name}\"" : "";
        log.Warning("line {GuestLine}{Name}: {Reason}", Line, name, RefusalText.Unheeded);
    }

    /// <summary>Has the log tell a reason again, because it was gone for a while.</summary>
    private void TellAgain(LineRefusal reason) => _store.Told &= ~(1u << (int)reason);
}
