using System.Text.Json.Nodes;
using GpioHub.Configuration.Format;
using GpioHub.Hub.Commands.Init;
using GpioHub.Hub.Qemu;
using GpioHub.Hub.Tests.Configuration;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Init;

public class RigTextSpec
{
    private static readonly JsonSchemaValidator Schema = new(JsonNode.Parse(JsonSchema.Write())!.AsObject());

    [Fact(DisplayName = "A host with nothing gets a simulated chip with a button and a light, and one guest")]
    public void BareHost() => Assert.EndsWith("""
        # Found on this host:
        #   no qemu-system-x86_64
        #   0 gpiochips, 0 virtual machines of libvirt
        version: 1

        chips:
          bench:                                # in memory: gpiohub set bench/BUTTON=1 presses it
            driver: sim
            lines:
              - BUTTON
              - LED_1

        guests:
          vm1:
            lines:
              - { name: BUTTON, from: bench/BUTTON }
              - { name: LED, from: bench/LED_1, access: out }

        """, RigText.Of(Hosts.Bare, "rig.yaml").Text.Replace(InstalledQemu.ProgramName, "qemu-system-x86_64", StringComparison.Ordinal),
        StringComparison.Ordinal);

    [Fact(DisplayName = "Of physical chips the lines are wired that have a name and that nobody uses, as inputs, " +
        "and there is no simulated chip")]
    public void FreeLinesAreWired()
    {
        var plan = Plan(Hosts.With(
            Hosts.Chip("/dev/gpiochip0", "pinctrl", "Door FL", "", "HORN!kvmd", "SPARE!"), Hosts.Chip("/dev/gpiochip1", "none")));

        Assert.Equal(["pinctrl", "none"], plan.Chips.Select(chip => chip.Id));
        Assert.Equal(new ByLabel("pinctrl"), Assert.IsType<GpioChipPlan>(plan.Chips[0].Driver).Selector);
        var line = Assert.Single(Assert.Single(plan.Guests).Lines);
        Assert.Equal(("Door FL", LineAccess.In), (line.Name, line.Access));
        Assert.Equal(0, Assert.Single(plan.Chips[0].Lines).Offset);
    }

    [Fact(DisplayName = "Chips with one label are told apart by where they are, and by their number where that is all there is")]
    public void SameLabels()
    {
        FoundChip[] apart = [.. new[] { "1-1", "1-2" }.Select((port, at) =>
            Hosts.Chip($"/dev/gpiochip{at}", "ft[232]") with { DevicePath = $"/devices/usb*/{port}/gpiochip{at}" })];
        FoundChip[] together = [.. apart.Select(chip => chip with { DevicePath = "/devices/one/gpiochip" })];

        Assert.Equal(
            ["ft[[]232]", "/devices/usb[*]/1-1/gpiochip*", "ft[[]232]", "/devices/usb[*]/1-2/gpiochip*"],
            Plan(Hosts.With(apart)).Chips.Select(Selector).OfType<ByProperties>().SelectMany(by => by.Properties.Select(p => p.Glob)));
        Assert.Equal([new ByPath("/dev/gpiochip0"), new ByPath("/dev/gpiochip1")],
            Plan(Hosts.With(together)).Chips.Where(chip => chip.Id != RigText.SimulatedChip).Select(Selector));
    }

    [Fact(DisplayName = "A chip that cannot be opened is told in a comment, with the reason")]
    public void Closed() => Assert.Contains("\n  # /dev/gpiochip0 cannot be opened: you are not in group gpio?no\n",
        RigText.Of(Hosts.With(new FoundChip("/dev/gpiochip0", null, null, [], "you are not in group gpio\nno")), "rig.yaml").Text,
        StringComparison.Ordinal);

    [Fact(DisplayName = "Each virtual machine of libvirt is a guest, with an output of its own, and QEMU's group may open the sockets")]
    public void Machines()
    {
        var facts = Hosts.Bare with { Machines = ["ivi", "My car", "control", "on"], Group = new FoundGroup("root", null) };
        var plan = Plan(facts);

        Assert.Equal(["ivi", "My-car", "control-2", "on"], plan.Guests.Select(guest => guest.Id));
        Assert.All(plan.Guests, guest => Assert.Equal("root", guest.SocketGroup));
        Assert.Equal(4, plan.Guests.Select(guest => guest.Lines[1].From).Distinct().Count());
        Assert.Contains("\n  My-car:   # My car\n", RigText.Of(facts, "rig.yaml").Text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A group that the hub's user is not in is told in a comment, with the command that mends it, " +
        "and the hub starts without")]
    public void GroupWithoutTheHub()
    {
        var facts = Hosts.Bare with { Group = new FoundGroup("kvm", "gpiohub") };

        Assert.Null(Plan(facts).Guests[0].SocketGroup);
        Assert.Contains(": usermod -aG kvm gpiohub\n# hub:\n#   socketGroup: kvm\n", RigText.Of(facts, "rig.yaml").Text,
            StringComparison.Ordinal);
    }

    [Theory(DisplayName = "The file says what the installed QEMU can do")]
    [InlineData("10.0.2", "QEMU 10.0.2\n")]
    [InlineData("8.2.0", "QEMU 8.2.0: guests read and drive lines; interrupts need 9.0 or later\n")]
    [InlineData("6.2.0", "QEMU 6.2.0: it has no vhost-user-gpio; 7.2 and later have\n")]
    public void Qemu(string version, string told)
    {
        Assert.True(QemuVersion.TryParse(version, out var qemu));
        Assert.Contains($"#   {told}", RigText.Of(Hosts.Bare with { Qemu = qemu }, "rig.yaml").Text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Whatever labels, lines and machines are called, the file is a rig without an error, by the schema too, " +
        "and is read back as it was meant")]
    public void HostileNames()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var facts = Hosts.Hostile(new Random(seed));
            var rig = RigText.Of(facts, "/etc/\n rig.yaml");
            var read = Rig.Load(rig.Text);
            Assert.True(!read.HasErrors, $"seed {seed}: {string.Join('\n', read.Problems)}\n{rig.Text}");
            Assert.True(Schema.IsValid(JsonSchemaValidator.FromYaml(rig.Text)), $"seed {seed}: not by the schema\n{rig.Text}");
            Assert.Equal(rig.Guests, read.Plan!.Guests.Select(guest => guest.Id));
            Assert.Equal(Math.Max(1, facts.Machines.Length), rig.Guests.Length);
            AssertChips(facts, read.Plan, seed);
        }
    }

    private static void AssertChips(HostFacts facts, RigPlan plan, int seed)
    {
        FoundChip[] open = [.. facts.Chips.Where(chip => chip.Label is not null)];
        ChipPlan[] planned = [.. plan.Chips.Where(chip => chip.Driver is GpioChipPlan)];
        Assert.Equal(open.Length, planned.Length);
        foreach (var (found, chip) in open.Zip(planned))
        {
            if (Selector(chip) is ByLabel by) Assert.Equal(found.Label, by.Label);
            else if (Selector(chip) is ByPath path) Assert.Equal(found.Path, path.Path);
            Assert.All(chip.Lines, line => Assert.True(
                found.Lines.Single(free => free.Offset == line.Offset) is { Used: false, Name.Length: > 0 }, $"seed {seed}"));
        }
    }

    private static ChipSelector? Selector(ChipPlan chip) => (chip.Driver as GpioChipPlan)?.Selector;

    private static RigPlan Plan(HostFacts facts) => Rig.Plan(RigText.Of(facts, "rig.yaml").Text);
}
