using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>Bodies that cannot be read. Found by tests/Fuzz, `http`.</summary>
public class BodySpec
{
    [Theory(DisplayName = "A chunk whose size is no number, or none that can be, is 400 (IF-3.9)")]
    [InlineData("zz")]
    [InlineData("-1")]
    [InlineData("ffffffffffffffff")]
    public async Task ChunkSize(string size)
    {
        await using var hub = await TestHub.StartAsync();
        string answer = await hub.RawAsync(
            $"PUT /v1/lines/bench/IGN/value HTTP/1.1\nHost: hub\nConnection: close\nTransfer-Encoding: chunked\n\n{size}\n1\n0\n\n");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }
}
