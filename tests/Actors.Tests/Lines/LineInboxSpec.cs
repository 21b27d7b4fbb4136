using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Lines;

/// <summary>Whose turn it is among the requests of one line.</summary>
public class LineInboxSpec
{
    private readonly LineStore _store =
        new(new GuestLinePlan(0, "", From: null, LineAccess.InOut, default), mapping: null, EarlyUnmask.Return);

    private readonly LineInbox _inbox;

    public LineInboxSpec() => _inbox = new LineInbox(_store);

    [Fact(DisplayName = "Requests of a line have their turn in ring order (VG-D-14)")]
    public void InOrder()
    {
        _inbox.Add([Read(1), Read(2)]);
        _inbox.Add([Read(3)]);
        Assert.Equal([1, 2, 3], Taken());
        Assert.Equal(3, _store.Requests);
    }

    [Fact(DisplayName = "While the chip has a request, neither the next one nor a malformed one has its turn (VG-D-14)")]
    public void OneAtTheChip()
    {
        _inbox.Add([Read(1), Malformed(2)]);
        Assert.Equal(1, Taken(most: 1).Single());
        _store.Commit(_store.State with { Operation = ChipOperation.SetValue });
        Assert.Empty(Taken());
        _store.Commit(_store.State with { Operation = ChipOperation.None });
        Assert.Equal([2], Taken());
    }

    [Fact(DisplayName = "A malformed request is refused while the chip only repeats what it was asked before")]
    public void MalformedMeanwhile()
    {
        _inbox.Add([Malformed(1), Read(2)]);
        _store.Commit(_store.State with { Operation = ChipOperation.Reapply });
        Assert.Equal([1], Taken());
    }

    [Fact(DisplayName = "A line that is held takes nothing, and afterwards goes on where it was")]
    public void Held()
    {
        _inbox.Add([Read(1)]);
        _inbox.IsHeld = true;
        Assert.Empty(Taken());
        _inbox.IsHeld = false;
        Assert.Equal([1], Taken());
    }

    [Fact(DisplayName = "A request that is put back comes before those that wait, and counts once")]
    public void PutBack()
    {
        _inbox.Add([Read(1), Read(2), Read(3)]);
        Taken(most: 1);
        _inbox.PutBack();
        Assert.Equal([1, 2, 3], Taken());
        Assert.Equal(3, _store.Requests);
    }

    [Fact(DisplayName = "A request whose time is over is taken only if it is the first to wait; the current one stays (HR-05)")]
    public void Late()
    {
        _inbox.Add([Read(1), Read(2), Read(3)]);
        Taken(most: 1);
        Assert.False(_inbox.TakeLate(Of(3), out _));
        Assert.True(_inbox.TakeLate(Of(2), out var late));
        Assert.Equal(Of(2), late.Ticket);
        Assert.Equal(Of(1), _inbox.Current.Ticket);
        Assert.Equal([3], Taken());
    }

    private static Ticket Of(ushort head) => new(head, Serial: 1);

    private static LineRequest Read(ushort head) => new(Of(head), new GpioRequest(GpioMessage.GetValue, 0, 0), LineRefusal.None);

    private static LineRequest Malformed(ushort head) => new(Of(head), default, LineRefusal.TooShort);

    /// <summary>Heads of the requests that have their turn now.</summary>
    private List<int> Taken(int most = int.MaxValue)
    {
        List<int> heads = [];
        while (heads.Count < most && _inbox.Next()) heads.Add(_inbox.Current.Ticket.Head);
        return heads;
    }
}
