using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

/// <summary>Memory that <c>malloc</c> keeps for threads. That a hub has no more of them made is seen from outside, in ManyCutsSpec: this
/// process has all there may be, when its tests have run side by side.</summary>
public sealed class MallocArenasSpec
{
    [Theory(DisplayName = "There is one arena at least")]
    [InlineData(0)]
    [InlineData(-1)]
    public void None(int most) => Assert.Throws<ArgumentOutOfRangeException>(() => MallocArenas.TryLimit(most));
}
