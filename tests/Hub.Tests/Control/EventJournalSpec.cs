using GpioHub.Hub.Control.Events;
using GpioHub.Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>When the hub remembers its events: an edge that is remembered costs its chip more than one that is not.</summary>
public class EventJournalSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeRig _rig = new(DemoRig.Plan("/run/none"));

    [Fact(DisplayName = "A journal listens on when its last reader has gone, because that reader may come back (IF-3.6)")]
    public async Task Lingers()
    {
        using var journal = Journal();
        (await journal.EnterAsync(CancellationToken.None)).Dispose();
        Assert.Equal(1, _rig.Subscriptions);
    }

    [Fact(DisplayName = "A journal at rest stops listening with its last reader and not before; another reader has it listen again")]
    public async Task Rests()
    {
        using var journal = Journal();
        var visit = await journal.EnterAsync(CancellationToken.None);
        var ended = ToTheEndAsync(visit.Ring);
        journal.Rest();
        Assert.Equal(1, _rig.Subscriptions);
        Assert.False(ended.IsCompleted);
        visit.Dispose();
        await ended.WaitAsync(Patience);
        Assert.Equal(0, _rig.Subscriptions);

        using (await journal.EnterAsync(CancellationToken.None)) Assert.Equal(1, _rig.Subscriptions);
        Assert.Equal(1, _rig.Subscriptions);                               // that rest is over
    }

    [Fact(DisplayName = "A journal that nobody reads any more rests at once")]
    public async Task RestsAtOnce()
    {
        using var journal = Journal();
        journal.Rest();                                                    // it has never listened
        var visit = await journal.EnterAsync(CancellationToken.None);
        var ended = ToTheEndAsync(visit.Ring);
        visit.Dispose();
        journal.Rest();
        await ended.WaitAsync(Patience);
        Assert.Equal(0, _rig.Subscriptions);
    }

    private EventJournal Journal() => new(_rig, NullLogger.Instance, TimeProvider.System, capacity: 64);

    private static async Task ToTheEndAsync(JournalRing ring)
    {
        var source = new ResumedSource(ring, after: 0);
        while (await source.NextAsync(CancellationToken.None) is not null)
        {
        }
    }
}
