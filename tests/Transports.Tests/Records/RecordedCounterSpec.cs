using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Transports.Tests.Records;

/// <summary>Numbers that are given out once, by all the processes that follow each other.</summary>
public sealed class RecordedCounterSpec
{
    private const int Word = 20;

    [Fact(DisplayName = "A successor gives out the numbers behind those of the process before")]
    public void GoesOn()
    {
        using var record = RecordFile.Create(boot: 1);
        var counter = new RecordedCounter(record, Word);
        Assert.Equal((1, 2, 5), (counter.Next(), counter.Next(3), counter.Next()));
        Assert.Equal(6, new RecordedCounter(record, Word).Next());
        Assert.Equal(1, new RecordedCounter(null, Word).Next());
    }

    [Fact(DisplayName = "If a bit of the number flips, numbers go on where none has been")]
    public void Flips()
    {
        for (int bit = 0; bit < 64; bit++)
        {
            using var record = RecordFile.Create(boot: 1);
            new RecordedCounter(record, Word).Next(9);
            record.WriteHeader(Word, record.ReadHeader(Word) ^ (1UL << bit));
            Assert.Equal((1 << 20) + 1, new RecordedCounter(record, Word).Next());
        }
    }
}
