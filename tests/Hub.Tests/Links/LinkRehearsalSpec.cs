using GpioHub.Hub.Links;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>What a standby does for links before its turn.</summary>
public class LinkRehearsalSpec
{
    [Theory(DisplayName = "A rehearsal of links has a message cross real sockets both ways, with and without TLS, and ends")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Heard(bool isEncrypted) => Assert.True(await LinkRehearsal.RunAsync(isEncrypted, Task.Delay(Timeout.Infinite)));

    [Fact(DisplayName = "A standby that is called waits for no rehearsal of links")]
    public async Task Called() => Assert.False(await LinkRehearsal.RunAsync(isEncrypted: false, Task.CompletedTask));
}
