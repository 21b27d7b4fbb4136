using System.Globalization;
using System.Text.RegularExpressions;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Names, directions and values between one Linux and the chip; the guest serves all tests of its class.</summary>
public abstract class LinesSpec(BenchFixture fixture)
{
    protected Bench Bench => fixture.Bench;

    [Fact(DisplayName = "gpioinfo in the guest shows the rig's names, and a direction as soon as somebody has asked for one")]
    public async Task NamesAndDirections()
    {
        Assert.Matches(@"^gpiochip0 \[virtio\d+\] \(6 lines\)$", await Bench.Guest.RunAsync("gpiodetect"));

        var lamp = await Bench.HoldAsync(Bench.Lamp, 1);
        string[] expected = ["\"IGN\" unused input", "\"CRASH\" unused input", "\"LAMP\" \"gt\" output", "\"HORN\" unused input",
            "\"WAKE\" unused input", "\"SPARE\" unused input"];
        string[] shown = (await Bench.Guest.RunAsync("gpioinfo gpiochip0")).Split('\n');

        Assert.Equal("gpiochip0 - 6 lines:", shown[0].Trim());
        for (int line = 0; line < expected.Length; line++)
        {
            string words = string.Join(' ', shown[line + 1].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"line {line}: {expected[line]} "), words,
                StringComparison.Ordinal);
        }
        Assert.Equal("out", (await Bench.Hub.InfoAsync()).Guest("ivi").Line("LAMP").Direction);
        await lamp.StopAsync();
        await Bench.Hub.UntilAsync(info => info.Guest("ivi").Line("LAMP").Direction == "none", "LAMP to be given up");
    }

    [Fact(DisplayName = "gpioset in the guest is seen by gpiohub mon, and so is what onRelease makes of it afterwards")]
    public async Task OutputsAreSeen()
    {
        await using var monitor = Bench.Hub.StartCommand("mon", "-n", "2", "bench/LAMP");
        await monitor.Printed.LineAsync(_ => true, "the level that mon begins with");
        int before = monitor.Printed.Lines.Count;

        await Bench.Guest.RunAsync($"gpioset gpiochip0 {Bench.Lamp}=1");

        Assert.Equal(0, await monitor.ExitAsync());
        string[] edges = [.. monitor.Printed.Lines.Skip(before).Select(l => l.Split('\t', StringSplitOptions.TrimEntries)[1])];
        Assert.Equal(["rising", "falling"], edges);
    }

    [Fact(DisplayName = "gpiohub set on the chip is what gpioget reads in the guest")]
    public async Task InputsAreRead()
    {
        foreach (string level in (string[])["1", "0", "1", "0"])
        {
            (await Bench.Hub.CommandAsync("set", $"bench/IGN={level}")).Succeeded();
            Assert.Equal(level, await Bench.Guest.RunAsync($"gpioget gpiochip0 {Bench.Ign}"));
        }
    }

    [Fact(DisplayName =
        "A line that the rig gives as an input cannot be driven, and stays usable; a spare slot answers nothing but its name")]
    public async Task AccessIsEnforced()
    {
        var drive = await Bench.Guest.TryAsync($"gpioset gpiochip0 {Bench.Ign}=1");
        Assert.NotEqual(0, drive.Code);
        Assert.Equal(0, (await Bench.Hub.InfoAsync()).Line("bench/IGN").Level);
        Assert.Equal("0", await Bench.Guest.RunAsync($"gpioget gpiochip0 {Bench.Ign}"));

        Assert.NotEqual(0, (await Bench.Guest.TryAsync($"gpioget gpiochip0 {Bench.Spare}")).Code);
        Assert.True((await Bench.Hub.InfoAsync()).Guest("ivi").Line("SPARE").Errors > 0);
    }

    [Fact(DisplayName = "info -o json names the front-end by its pid and what it negotiated")]
    public async Task TheFrontEndIsNamed()
    {
        string json = (await Bench.Hub.CommandAsync("info", "-o", "json")).Succeeded();
        var shown = System.Text.Json.JsonSerializer.Deserialize<Hubs.HubInfo>(json,
            System.Text.Json.JsonSerializerOptions.Web)!.Guest("ivi");

        Assert.Equal("running", shown.State);
        Assert.Equal(fixture.FrontEnd.Interrupts, shown.Irq);
        Assert.Equal(Bench.Guest.ProcessId, shown.Peer?.Pid);
    }

    [Fact(DisplayName = "gpiohub doctor finds nothing that does not work, and tells a guest without interrupts")]
    public async Task TheDoctorIsContent()
    {
        string qemu = $@"qemu-system-\w+ \({Bench.Guest.ProcessId}\)";
        string told = (await Bench.Hub.CommandAsync("doctor", Bench.Hub.Config, "ivi")).Succeeded();
        Assert.Contains("ok    guest          connected, and its driver runs: ivi\n", told, StringComparison.Ordinal);
        if (fixture.FrontEnd.Interrupts) Assert.Contains("ok    guest-irq      negotiated by ivi\n", told, StringComparison.Ordinal);
        else Assert.Matches($@"(?m)^warn  guest-irq      ivi: {qemu} has negotiated no interrupts → ", told);
        bool shares = Regex.IsMatch(told, $@"(?m)^ok    guest-ram      ivi: {qemu} shares its RAM$");
        Assert.Equal(fixture.FrontEnd != Guests.FrontEnd.Uml, shares);
    }
}

[Trait("Boots", "kernel")]
public sealed class LinesOnUmlSpec(UmlBench bench) : LinesSpec(bench), IClassFixture<UmlBench>;

[Trait("Boots", "kernel")]
public sealed class LinesOnQemu7Spec(Qemu7Bench bench) : LinesSpec(bench), IClassFixture<Qemu7Bench>;

[Trait("Boots", "kernel")]
public sealed class LinesOnQemu10Spec(Qemu10Bench bench) : LinesSpec(bench), IClassFixture<Qemu10Bench>;
