using System.Text.RegularExpressions;
using GpioHub.Actors.Chips;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Planning;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>Compares the tables of drivers of chips: each project that knows drivers has one.</summary>
public class ChipDriversSpec
{
    public static TheoryData<string> Names() => [.. ChipDriverFormat.All.Select(driver => driver.Name)];

    [Fact(DisplayName = "A driver of chips is in every table of drivers, once")]
    public void EveryTableHasIt()
    {
        Assert.Equal(ChipDriverFormat.All.Select(driver => driver.Name), ChipDrivers.All.Select(driver => driver.Name));
        Assert.Equal(ChipDriverFormat.All.Select(driver => driver.Name).Order(), ChipPorts.All.Keys.Order());
    }

    [Theory(DisplayName = "The planner of a driver makes chips of that driver, with lines that the file does not list only if it may")]
    [MemberData(nameof(Names))]
    public void Planner(string name)
    {
        PlannedChip chip = Planned(name);

        Assert.Equal((name, chip.IsWhole), (chip.Plan.Driver.Name, chip.Plan.Driver.ListsAllLines));
    }

    [Theory(DisplayName = "The port of a driver is a device's if its plan says so")]
    [MemberData(nameof(Names))]
    public void Port(string name)
    {
        ChipPlan chip = Planned(name).Plan;
        using var reactor = new EpollReactor((_, _) => { });

        IChipPort port = ChipPorts.PortOf(chip, reactor);
        using var held = port as IDisposable;

        Assert.Equal(chip.Driver.IsDevice, port.IsDevice);
    }

    [Theory(DisplayName = "docs/configuration.md names every driver of chips, and its keys (IF-1.7, IF-1.14)")]
    [MemberData(nameof(Names))]
    public void Document(string name)
    {
        string text = File.ReadAllText(Path.Combine(Rig.Repository, "docs/configuration.md"));

        Assert.Matches(new Regex($@"^\| `driver` \| all \|[^|]*`{name}`", RegexOptions.Multiline), text);
        Assert.Matches(new Regex($@"^\| `\w+` \| {name} \|", RegexOptions.Multiline), text);
    }

    /// <summary>A chip of which nothing is written but its driver.</summary>
    private static PlannedChip Planned(string name)
    {
        var at = new Mark("rig.yaml", 1, 1);
        var log = new ProblemLog();
        log.BeginFile(at.File);
        var map = new MapNode(at, 2, [new MapEntry(new ScalarNode(at, "driver", Plain: true), new ScalarNode(at, name, Plain: true))],
            Flow: false);
        return ChipDrivers.All.Single(driver => driver.Name == name).Planner(new ReadContext(log), new Kept(null))
            .Plan(new ScalarNode(at, "c", Plain: true), map, "chips.c");
    }
}
