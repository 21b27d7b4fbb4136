using Akka.Dispatch;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Hosting;

/// <summary>A dispatcher that runs mailboxes in the turns of a reactor: a message told in a turn is handled in that turn, by the thread
/// that epoll woke.</summary>
/// <remarks>
/// It sets its throughput itself: Akka gives the <c>throughput</c> setting to its own dispatchers only. Its deadline stays unset. It
/// ignores <see cref="Shutdown"/>: Akka calls that when no actor is left for a second, and the dispatcher is used again later.
/// </remarks>
internal sealed class ReactorDispatcher : MessageDispatcher
{
    /// <summary>Messages of one mailbox in one run, less one: an actor is not interrupted within the work of one turn.</summary>
    private const int MessagesPerRun = 1000;

    private static readonly Action<object> Run = static runnable => ((IRunnable)runnable).Run();

    private readonly IReactor _reactor;

    public ReactorDispatcher(ReactorConfigurator configurator, IReactor reactor)
        : base(configurator)
    {
        _reactor = reactor;
        Throughput = MessagesPerRun;
    }

    protected override void ExecuteTask(IRunnable run) => _reactor.Post(run, Run);

    protected override void Shutdown()
    {
    }
}
