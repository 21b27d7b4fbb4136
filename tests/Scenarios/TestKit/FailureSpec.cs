using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Scenarios.TestKit;

/// <summary>The message that a user reads when a scenario fails. Time is virtual, so it is the same each time, to the letter.</summary>
public abstract class FailureSpec(Transport transport) : RigScenario(Rigs.OneButton, new ScenarioOptions { Transport = transport })
{
    /// <summary>Without the last line end.</summary>
    public const string Expected =
        """
        expected 1 interrupt; ivi/BUTTON has had 2

          ms             0      1.5    2.5  6.5               11.5
          bench/BUTTON  ________/‾‾‾‾‾‾\/‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾
          ivi/BUTTON     armed  irq 1       done armed irq 2  done armed

                  0 ms  ivi           boots with linux
                  0 ms  ivi/BUTTON    request_irq EdgeRising
                  0 ms  ivi/BUTTON    asks SetIrqType EdgeRising
                  0 ms  ivi/BUTTON    SetIrqType EdgeRising is answered OK
                  0 ms  ivi/BUTTON    queues its buffer
                1.5 ms  bench/BUTTON  rises (stimulus)
                1.5 ms  ivi/BUTTON    buffer comes back VALID
                1.5 ms  ivi/BUTTON    irq 1, EdgeRising: the handler begins
                2.5 ms  bench/BUTTON  falls (stimulus)
                2.5 ms  bench/BUTTON  rises (stimulus)
                6.5 ms  ivi/BUTTON    irq 1: the handler is done
                6.5 ms  ivi/BUTTON    queues its buffer
                6.5 ms  ivi/BUTTON    buffer comes back VALID
                6.5 ms  ivi/BUTTON    irq 2, EdgeRising: the handler begins
               11.5 ms  ivi/BUTTON    irq 2: the handler is done
               11.5 ms  ivi/BUTTON    queues its buffer
        """;

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

        Assert.Equal(Expected, e.Message.TrimEnd());
        Assert.EndsWith(Draw("bench/BUTTON", "ivi/BUTTON"), e.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Long stories are cut at their beginning, and say so")]
    public void LongStory()
    {
        var button = Guest("ivi").Line("BUTTON").RequestsIrq(IrqType.EdgeBoth);
        for (int i = 0; i < 100; i++)
        {
            Line("bench/BUTTON").Bounces(10, within: TimeSpan.Zero);
            Pass(1.Milliseconds());
        }

        string[] lines = Assert.Throws<ScenarioException>(() => button.ShouldHaveInterrupts(0)).Message.Split('\n');
        Assert.InRange(lines.Length, 40, 55);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 600));
        Assert.StartsWith("  ms            …86", lines[2], StringComparison.Ordinal);
        Assert.Contains(lines,
            line => line.StartsWith("  … ", StringComparison.Ordinal) && line.EndsWith(" before", StringComparison.Ordinal));
    }
}

public sealed class FailureInMemory() : FailureSpec(Transport.InMemory);

public sealed class FailureOverSockets() : FailureSpec(Transport.Sockets);
