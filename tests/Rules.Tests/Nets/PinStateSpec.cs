using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Rules.Tests.Nets;

/// <summary>The pin that a net asks a device for.</summary>
public class PinStateSpec
{
    private static readonly bool[] NoYes = [false, true];

    [Fact(DisplayName = "A net that the hub drives is an output of that level and reports no edges, whoever watches")]
    public void Driven()
    {
        foreach (bool level in NoYes)
            foreach (bool watched in NoYes)
                foreach (bool asIs in NoYes)
                    Assert.Equal(new PinState(PinMode.Output, level, Edges: false), PinState.Of(level, watched, watched, asIs, asIs));
    }

    [Theory(DisplayName = "A net that nobody drives is an input; one that nobody has touched stays as it was found until a guest watches " +
        "it, or somebody looks at what was an input")]
    [InlineData(false, false, false, false, PinMode.Input, false)]
    [InlineData(false, false, false, true, PinMode.Input, false)]
    [InlineData(true, false, false, false, PinMode.Input, true)]
    [InlineData(false, true, false, false, PinMode.Input, true)]
    [InlineData(false, false, true, false, PinMode.AsIs, false)]
    [InlineData(false, false, true, true, PinMode.AsIs, false)]
    [InlineData(true, false, true, false, PinMode.Input, true)]
    [InlineData(true, false, true, true, PinMode.Input, true)]
    [InlineData(false, true, true, true, PinMode.Input, true)]
    [InlineData(false, true, true, false, PinMode.AsIs, true)]
    public void Undriven(bool watched, bool subscribed, bool asIs, bool foundInput, PinMode mode, bool edges) =>
        Assert.Equal(new PinState(mode, Level: false, edges), PinState.Of(null, watched, subscribed, asIs, foundInput));
}
