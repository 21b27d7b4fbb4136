using GpioHub.EndToEnd.Support;
using GpioHub.SimRig.Chips;

namespace GpioHub.SimRig.Scenarios;

/// <summary>What <c>gpiohub init</c> writes of this kernel's chips is a rig of just these chips: a line that the kernel holds is left out,
/// and chips with one label are told apart.</summary>
internal static class InitScenario
{
    private const ushort OfBoard = 0, OfTwin = 2, OfOtherTwin = 3;

    public static async Task RunAsync(Rig rig, int? n)
    {
        var board = rig.AddChip("board", 3, new Hog(1, "board-reset", "output-high"));
        var twin = rig.AddChip("twin", 1);
        var other = rig.AddTwin(twin);
        var written = await ChildProcess.RunAsync("gpiohub init", Repository.Hub, ["init", "-"]);
        Rule.Equal(0, written.Code, $"exit code of init; it said {written.Output}");

        // Its hub settings stay out: the hub here has its own.
        await rig.StartHubAsync(written.Output[(written.Output.IndexOf("\nchips:\n", StringComparison.Ordinal) + 1)..]);
        var info = await rig.Hub.InfoAsync();
        Rule.Equal("board twin twin-2", string.Join(' ', info.Chips.Select(chip => chip.Id)), "chips of the hub");
        var guest = await rig.ConnectAsync(info.Guests[0].Id);
        Rule.Equal("L0 L2", string.Join(' ', guest.Names).TrimEnd(), "names of the guest's lines: all but the one that is held");

        await FollowsAsync(board, OfBoard);
        await FollowsAsync(twin, OfTwin);
        await FollowsAsync(other, OfOtherTwin);

        async Task FollowsAsync(SimChip chip, ushort line)
        {
            await Rig.InputAsync(guest, line);
            foreach (bool level in (bool[])[true, false])
            {
                chip.Lines[0].Pull(level);
                Rule.Equal(level, await Rig.ValueAsync(guest, line), $"the level of line {line}, of {chip.Device}");
            }
        }
    }
}
