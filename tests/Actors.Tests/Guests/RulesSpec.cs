using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>What the configuration lets a guest do with a line (IF-1.10), seen from the guest.</summary>
public class RulesSpec
{
    private const GpioStatus Ok = GpioStatus.Ok;
    private const GpioStatus Err = GpioStatus.Error;

    /// <summary>Message, value, then the answer on a line with access in, out, inout, and on a spare slot.</summary>
    public static TheoryData<GpioMessage, uint, GpioStatus, GpioStatus, GpioStatus, GpioStatus> Answers() => new()
    {
        { GpioMessage.GetDirection, 0, Ok, Ok, Ok, Ok },
        { GpioMessage.SetDirection, (uint)GpioDirection.In, Ok, Err, Ok, Err },
        { GpioMessage.SetDirection, (uint)GpioDirection.Out, Err, Ok, Ok, Err },
        { GpioMessage.GetValue, 0, Ok, Ok, Ok, Err },
        { GpioMessage.SetValue, 1, Ok, Ok, Ok, Err },
        { GpioMessage.SetIrqType, (uint)IrqType.EdgeBoth, Ok, Err, Ok, Err },
        { GpioMessage.SetIrqType, (uint)IrqType.LevelHigh, Ok, Err, Ok, Err },
    };

    [Theory(DisplayName = "access: OUT is ERR on `in`; IN and interrupts are ERR on `out`; a spare slot knows its direction only")]
    [MemberData(nameof(Answers))]
    public async Task Access(GpioMessage message, uint value, GpioStatus onIn, GpioStatus onOut, GpioStatus onInOut, GpioStatus onSpare)
    {
        await using var rig = await LiveRig.StartAsync(folder =>
        {
            var chip = Plans.Sim("bench", "A", "B", "C", "D");
            var guest = Plans.Guest("ivi", folder, chip);
            LineAccess[] access = [LineAccess.In, LineAccess.Out, LineAccess.InOut, LineAccess.In];
            return Plans.Plan(folder, [chip], [guest with
            {
                Lines = [.. guest.Lines.Select(line => line with { Access = access[line.Line], From = line.Line == 3 ? null : line.From })],
            }]);
        });
        await using var guest = await rig.ConnectAsync();
        GpioStatus[] expected = [onIn, onOut, onInOut, onSpare];
        for (ushort line = 0; line < 4; line++)
        {
            var before = await rig.LineAsync(line);
            Assert.Equal(expected[line], (await guest.RequestAsync(message, line, value)).Status);
            var after = await rig.LineAsync(line);
            if (expected[line] == Err)
                Assert.Equal((before.Direction, before.Value, before.Irq), (after.Direction, after.Value, after.Irq));
        }

        Assert.Equal("D", guest.Names[3]);                     // a spare slot keeps its name
        Assert.Null((await rig.LineAsync(3)).Level);
    }
}
