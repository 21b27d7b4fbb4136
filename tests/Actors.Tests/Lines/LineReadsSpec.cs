using GpioHub.Actors.Lines;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Lines;

/// <summary>When GET_VALUE needs no message to its line, and when it waits for the line's actor.</summary>
public class LineReadsSpec
{
    private static readonly GuestLinePlan Plan = new(0, "", new ChipLineAddress("bench", 0), LineAccess.InOut, default);

    private readonly Desk _desk = new();
    private readonly LineStore _store;
    private readonly LineInbox _inbox;
    private readonly RefusalNotes _refusals;
    private readonly LineReads _reads;

    public LineReadsSpec()
    {
        var mapping = new Mapping("ivi", Plan) { SameReactor = true, Desk = _desk };
        _store = new LineStore(Plan, mapping, EarlyUnmask.Return);
        _store.Commit(LineState.Initial with { ChipUp = true });
        (_inbox, _refusals) = (new LineInbox(_store), new RefusalNotes(_store, queues: null!, context: null!));
        _reads = new LineReads(_store, _inbox, _refusals);
    }

    [Theory(DisplayName = "A read of a line at rest is the net's level, and counts as a request of the line")]
    [InlineData(false)]
    [InlineData(true)]
    public void AtRest(bool level)
    {
        _desk.Level = level;
        Assert.Equal(level, _reads.Now());
        Assert.Equal(1, _store.Requests);
    }

    [Fact(DisplayName = "A read waits behind what waits for its line, and while the line is held or is about to change (VG-D-14)")]
    public void NotAtRest()
    {
        _inbox.IsHeld = true;
        AssertLeft();
        _inbox.IsHeld = false;
        _inbox.Later = new LineProtocol.Remap(Plan, EarlyUnmask.Return);
        AssertLeft();
        _inbox.Later = null;
        _inbox.Add([new LineRequest(new Ticket(0, 1), new GpioRequest(GpioMessage.SetValue, 0, 1), LineRefusal.None)]);
        AssertLeft();
        Assert.True(_inbox.Next());
        Assert.NotNull(_reads.Now());
    }

    [Fact(DisplayName =
        "The line's actor decides a read while the chip has a request, is away or has refused, and where its desk has to ask")]
    public void NotAtOnce()
    {
        _store.Commit(_store.State with { Operation = ChipOperation.SetValue });
        AssertLeft();
        _store.Commit(_store.State with { Operation = ChipOperation.None, ChipUp = false });
        AssertLeft();
        _store.Commit(_store.State with { ChipUp = true });
        _refusals.Hear(new LineOperation(_store.Mapping!) { Outcome = ChipOutcome.Refused });
        AssertLeft();
        _refusals.Hear(new LineOperation(_store.Mapping!) { Outcome = ChipOutcome.Done });
        _desk.Level = null;
        AssertLeft();
        _store.Mapping = null;
        AssertLeft();
    }

    private void AssertLeft()
    {
        Assert.Null(_reads.Now());
        Assert.Equal(0, _store.Requests);
    }

    /// <summary>A chip that knows its level at once, or has to ask.</summary>
    private sealed class Desk : ILineDesk
    {
        public bool? Level { get; set; } = true;

        public bool? Read(Mapping mapping) => Level;

        public bool Begin(LineOperation operation) => throw new NotSupportedException("nothing is asked of this desk");

        public bool? Sense(Mapping mapping) => throw new NotSupportedException("nothing is asked of this desk");

        public void Remap(Mapping mapping, GuestLinePlan plan) => throw new NotSupportedException("nothing is asked of this desk");
    }
}
