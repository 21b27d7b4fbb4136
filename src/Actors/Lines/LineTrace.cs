using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Lines;

/// <summary>Logs each request and each interrupt of one line.</summary>
internal sealed class LineTrace
{
    private readonly ILoggingAdapter _log;
    private readonly LineStore _store;

    private LineTrace(ILoggingAdapter log, LineStore store) => (_log, _store) = (log, store);

    /// <returns>null = requests are not logged: asking that costs a request nothing else.</returns>
    public static LineTrace? Of(IActorContext context, LineStore store, string guest)
    {
        var log = context.GetLogger();
        return log.IsDebugEnabled
            ? new LineTrace(log.WithContext(LogSubject.Guest, guest).WithContext("GuestLine", store.Plan.Line), store)
            : null;
    }

    private ushort Line => (ushort)_store.Plan.Line;

    public void Asked(in GpioRequest request) => _log.Debug("line {GuestLine}: {Message} {Value}", Line, request.Type, request.Value);

    public void Returned(IrqStatus status) => _log.Debug("line {GuestLine}: interrupt buffer returned {Status}", Line, status);

    public void Answered(GpioStatus status, byte value) =>
        _log.Debug("line {GuestLine}: answered {Status} {Value}", Line, status, value);
}
