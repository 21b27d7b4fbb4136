using GpioHub.Hub.Links;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>What a standby does for links before its turn.</summary>
public class LinkRehearsalSpec
{
    [Fact(DisplayName = "A rehearsal of links has a message cross real sockets both ways, and ends")]
    public async Task Heard() => Assert.True(await LinkRehearsal.RunAsync(Task.Delay(Timeout.Infinite)));

    [Fact(DisplayName = "A standby that is called waits for no rehearsal of links")]
    public async Task Called() => Assert.False(await LinkRehearsal.RunAsync(Task.CompletedTask));
}
