using GpioHub.TestKit;
using Xunit;

namespace GpioHub.Scenarios.TestKit;

public class OptionsSpec
{
    [Theory(DisplayName = "GPIOHUB_SCENARIOS chooses the transport where a scenario does not: memory unless it says sockets")]
    [InlineData(null, Transport.InMemory)]
    [InlineData("", Transport.InMemory)]
    [InlineData("memory", Transport.InMemory)]
    [InlineData("sockets", Transport.Sockets)]
    public void FromEnvironment(string? value, Transport transport) => Assert.Equal(transport, ScenarioOptions.TransportOf(value));

    [Fact(DisplayName = "Any other word is refused, with those that there are")]
    public void OtherWords() =>
        Assert.Equal("GPIOHUB_SCENARIOS is \"socket\"; expected memory or sockets",
            Assert.Throws<ScenarioException>(() => ScenarioOptions.TransportOf("socket")).Message);
}
