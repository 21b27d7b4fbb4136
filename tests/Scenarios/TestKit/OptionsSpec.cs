using GpioHub.TestKit;
using GpioHub.TestKit.Rigs;
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

    [Theory(DisplayName = "GPIOHUB_RINGS chooses the form of the rings where a scenario does not: split unless it says packed")]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("split", false)]
    [InlineData("packed", true)]
    public void Rings(string? value, bool packed) => Assert.Equal(packed, ScenarioOptions.PackedOf(value));

    [Fact(DisplayName = "Any other word in GPIOHUB_RINGS is refused, with those that there are")]
    public void OtherRings() => Assert.Equal("GPIOHUB_RINGS is \"both\"; expected split or packed",
        Assert.Throws<ScenarioException>(() => ScenarioOptions.PackedOf("both")).Message);

    [Theory(DisplayName = "GPIOHUB_KILLS kills the hub by a seed, and says how many stores lie between two deaths; else it lives")]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("1", true)]
    [InlineData("7:250", true)]
    public void Kills(string? value, bool kills) => Assert.Equal(kills, Deaths.Parse(value) is not null);

    [Theory(DisplayName = "Anything else in GPIOHUB_KILLS is refused, with what is expected")]
    [InlineData("x")]
    [InlineData("1:0")]
    [InlineData("1:2:3")]
    public void NoKills(string value) => Assert.Equal($"GPIOHUB_KILLS is \"{value}\"; expected SEED or SEED:STORES",
        Assert.Throws<ScenarioException>(() => Deaths.Parse(value)).Message);

    [Fact(DisplayName = "Any other word is refused, with those that there are")]
    public void OtherWords() =>
        Assert.Equal("GPIOHUB_SCENARIOS is \"socket\"; expected memory or sockets",
            Assert.Throws<ScenarioException>(() => ScenarioOptions.TransportOf("socket")).Message);
}
