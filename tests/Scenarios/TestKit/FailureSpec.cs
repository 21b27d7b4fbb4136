using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios.TestKit;

/// <summary>What a user reads when a scenario fails. Time is virtual, so it is the same each time, to the letter.</summary>
public sealed class FailureSpec() : RigScenario(Rigs.OneButton, new ScenarioOptions { Transport = Transport.InMemory })
{
    [Fact(DisplayName = "A failure says what was expected and what was, and shows waveform and trace of the lines concerned")]
    public void Picture()
    {
        var button = Guest("ivi").Line("BUTTON");
        button.RequestsIrq(IrqType.EdgeRising, handlerTakes: 5.Milliseconds());
        Pass(1.5.Milliseconds());
        Line("bench/BUTTON").GoesHigh();
        Pass(1.Milliseconds());
        Line("bench/BUTTON").GoesLow().GoesHigh();
        Pass(100.Milliseconds());

        var e = Assert.Throws<ScenarioException>(() => button.ShouldHaveInterrupts(1));
        Assert.Equal(
            """
            expected 1 interrupt; ivi/BUTTON has had 2

              ms             0      1.5    2.5  6.5         11.5
              bench/BUTTON  ________/‾‾‾‾‾‾\/‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾
            """, Normal(e.Message), ignoreLineEndingDifferences: true);
    }

    private static string Normal(string message) => message;
}
