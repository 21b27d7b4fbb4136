using GpioHub.Actors.Guests;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Over what the hub has crashed, and what follows from it.</summary>
public class CrashCountSpec
{
    private const long Second = 1_000_000_000;

    private static readonly Blame Poison = new(0, 7);
    private static readonly Blame Other = new(0, 8);

    [Fact(DisplayName = "A chain over which the hub has crashed twice in a row is poison; once is an accident, and another chain is none")]
    public void Chain()
    {
        var once = default(CrashCount).After(Poison, Second);
        var twice = once.After(Poison, 2 * Second);
        Assert.False(once.IsPoison(0, 7));
        Assert.True(twice.IsPoison(0, 7));
        Assert.False(twice.IsPoison(1, 7) || twice.IsPoison(0, 8));
        Assert.False(once.After(Other, 2 * Second).After(Poison, 3 * Second).IsPoison(0, 7));
    }

    [Fact(DisplayName = "A guest over which the hub has crashed three times within ten seconds rests; crashes of longer ago do not count")]
    public void Guest()
    {
        var twice = default(CrashCount).After(Poison, Second).After(Other, 2 * Second);
        Assert.False(twice.Rests);
        Assert.True(twice.After(Poison, 11 * Second).Rests);
        Assert.False(twice.After(Poison, 11 * Second + 1).Rests);
        Assert.Equal((1, 1), (twice.After(Poison, 12 * Second).Crashes, twice.After(Poison, 12 * Second).Same));
    }

    [Theory(DisplayName = "What was in hand is known to the successor only if the process crashed: a kill from outside accuses nobody")]
    [InlineData(true, 2, true)]
    [InlineData(true, 1, false)]
    [InlineData(false, 3, false)]
    public void Recorded(bool crashed, int deaths, bool poison)
    {
        using var record = RecordFile.Create(boot: 1);
        var blame = new GuestBlame(record, record.Turn(0), "ivi", crashed: false, Second);
        var file = record;
        for (int death = 0; death < deaths; death++)
        {
            Assert.False(blame.Takes(0, 7));
            file = RecordFile.Adopt(Transports.Native.FdInfo.Duplicate(file.File), boot: 1, out _)!;
            _ = new GuestBlame(file, file.Turn(0), "ecu", crashed, Second);            // another guest is not accused
            blame = new GuestBlame(file, file.Turn(0), "ivi", crashed, Second);
        }

        Assert.Equal(poison, blame.Takes(0, 7));
        Assert.False(blame.Takes(0, 7));                                   // the next request at that head is another one
        file.Dispose();
    }

    [Fact(DisplayName = "A turn that is committed has nothing in hand")]
    public void Committed()
    {
        using var record = RecordFile.Create(boot: 1);
        var blame = new GuestBlame(record, record.Turn(0), "ivi", crashed: false, Second);
        blame.Takes(0, 7);
        record.Turn(0).Commit();
        using var next = RecordFile.Adopt(Transports.Native.FdInfo.Duplicate(record.File), boot: 1, out _)!;
        Assert.Null(next.BlameOf(next.Find("g/ivi/blame")!));
    }
}
