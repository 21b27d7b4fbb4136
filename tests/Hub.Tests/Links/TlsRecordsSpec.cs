using GpioHub.Hub.Links.Transport;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>How many TLS records have passed.</summary>
public sealed class TlsRecordsSpec
{
    private const int Rounds = 1_000;

    private static readonly int[] s_lengths = [0, 1, 2, 255, 256, 4_000, 16_640];

    [Fact(DisplayName = "Each record counts once, when its head has passed, whatever parts its bytes come in (RFC 8446 §5.1)")]
    public void Counted()
    {
        var random = new Random(11);
        var records = new TlsRecords();
        for (int round = 0; round < Rounds; round++)
        {
            int[] lengths = random.GetItems(s_lengths, random.Next(1, 9));
            byte[] bytes = [.. lengths.SelectMany(length => Record(random, length))];
            int counted = 0, most = random.Next(1, 20_000);
            for (int from = 0, to; from < bytes.Length; from = to)
            {
                to = Math.Min(bytes.Length, from + random.Next(1, most + 1));
                records.Pass(bytes.AsSpan(from, to - from));
                counted += records.Take();
            }

            Assert.Equal(lengths.Length, counted);
        }

        records.Pass(Record(random, 256).AsSpan(0, 4));
        Assert.Equal(0, records.Take());
    }

    private static byte[] Record(Random random, int length)
    {
        byte[] content = new byte[length];
        random.NextBytes(content);
        return [23, 3, 3, (byte)(length >> 8), (byte)length, .. content];
    }
}
