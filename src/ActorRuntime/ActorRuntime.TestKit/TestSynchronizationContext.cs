using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Keeps the test actor the implicit sender across the awaits of a test.</summary>
internal sealed class TestSynchronizationContext : SynchronizationContext
{
    private readonly ActorCell _cell;

    public TestSynchronizationContext(ActorCell cell) => _cell = cell;

    public override void Post(SendOrPostCallback d, object state) => ThreadPool.QueueUserWorkItem(_ => Send(d, state));

    public override void Send(SendOrPostCallback d, object state)
    {
        var outerContext = Current;
        var outerCell = ActorCell.Current;
        SetSynchronizationContext(this);
        ActorCell.Current = _cell;
        try
        {
            d(state);
        }
        finally
        {
            ActorCell.Current = outerCell;
            SetSynchronizationContext(outerContext);
        }
    }

    public override SynchronizationContext CreateCopy() => this;
}
