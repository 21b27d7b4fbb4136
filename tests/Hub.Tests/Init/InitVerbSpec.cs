using GpioHub.Hub.Commands.Init;
using GpioHub.Hub.Qemu;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Init;

public sealed class InitVerbSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "rig.yaml");

    [Fact(DisplayName = "The verb init writes a file that passes check, and names the three commands that are next")]
    public async Task Writes()
    {
        var made = await Cli.RunAsync("init", File);
        var check = await Cli.RunAsync("check", File);

        Assert.Equal((0, ""), (made.Code, made.Error));
        Assert.Matches(@"^\S+/rig\.yaml: \d+ chips?, \d+ guests?\. Next:\n", made.Out);
        Assert.Contains($"check {File} ", made.Out, StringComparison.Ordinal);
        Assert.Contains($"run {File} ", made.Out, StringComparison.Ordinal);
        Assert.Contains($"$(gpiohub qemu-args {File} ", made.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (check.Code, check.Error));
    }

    [Fact(DisplayName = "A file that is there stays as it is, exit 1; --force replaces it")]
    public async Task RefusesToOverwrite()
    {
        await System.IO.File.WriteAllTextAsync(File, "mine");
        var refused = await Cli.RunAsync("init", File);
        string kept = await System.IO.File.ReadAllTextAsync(File);
        var forced = await Cli.RunAsync("init", "--force", File);

        Assert.Equal(new CliResult(1, "", $"gpiohub: {File} is there already; --force replaces it\n"), refused);
        Assert.Equal("mine", kept);
        Assert.Equal(0, forced.Code);
        Assert.Contains("\nguests:\n", await System.IO.File.ReadAllTextAsync(File), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "To stdout goes the file and nothing else; a folder that is not there is exit 1 with its path")]
    public async Task OtherPlaces()
    {
        var printed = await Cli.RunAsync("init", "-");
        var nowhere = await Cli.RunAsync("init", $"{_folder.Path}/none/rig.yaml");

        Assert.Equal((0, ""), (printed.Code, printed.Error));
        Assert.StartsWith("# yaml-language-server:", printed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Next:", printed.Out, StringComparison.Ordinal);
        Assert.Equal((1, ""), (nowhere.Code, nowhere.Out));
        Assert.Contains($"{_folder.Path}/none", nowhere.Error, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "The three commands are those of a shell: an odd path is one word, and the service's file is started as a service")]
    public void Next()
    {
        var rig = new InitialRig("", 1, ["vm1"]);

        string[] lines = rig.Next("my rig's.yaml", "gpiohub").Split('\n');
        Assert.Equal("my rig's.yaml: 1 chip, 1 guest. Next:", lines[0]);
        Assert.Equal(
            [
                @"gpiohub check 'my rig'\''s.yaml'", @"gpiohub run 'my rig'\''s.yaml'",
                $@"{InstalledQemu.ProgramName} … -m 2G $(gpiohub qemu-args 'my rig'\''s.yaml' vm1 --memory 2G)",
            ],
            lines[1..4].Select(line => line.Split("   # ")[0].Trim()));
        Assert.Contains("\n  systemctl enable --now gpiohub ", rig.Next("/etc/gpiohub/gpiohub.yaml", "gpiohub"), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "The rig of a host with nothing runs as it stands: its guest sees the button that is pressed from outside")]
    public async Task RunsAsItStands()
    {
        string sockets = Path.Combine(_folder.Path, "s"), text = RigText.Of(Hosts.Bare, File).Text;
        await System.IO.File.WriteAllTextAsync(File, text.Replace("version: 1\n", $"version: 1\nhub: {{ sockets: {sockets} }}\n",
            StringComparison.Ordinal));
        await using var hub = await RunningHub.StartAsync(File);

        var pressed = await Cli.RunAsync("--hub", $"{sockets}/control.sock", "set", $"{RigText.SimulatedChip}/BUTTON=1");
        var seen = await Cli.RunAsync("guest", $"{sockets}/{RigText.OnlyGuest}.sock", "get", "BUTTON", "LED");

        Assert.Equal(new CliResult(0, "", ""), pressed);
        Assert.Equal(new CliResult(0, "\"BUTTON\"=active \"LED\"=inactive\n", ""), seen);
    }

    public void Dispose() => _folder.Dispose();
}
