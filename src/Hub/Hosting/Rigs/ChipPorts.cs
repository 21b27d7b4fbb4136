using System.Collections.Frozen;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Chips.Gpio;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>The table of ports: simulations, the chips of this machine, and those of others without a link.</summary>
internal static class ChipPorts
{
    /// <summary>By driver: makes the port of a chip, to be used on that reactor.</summary>
    public static readonly FrozenDictionary<string, Func<ChipPlan, IReactor, IChipPort>> All =
        new Dictionary<string, Func<ChipPlan, IReactor, IChipPort>>
        {
            [RemotePlan.Word] = (chip, _) => new UnlinkedPort(chip),       // a rig with links makes its own
            [SimPlan.Word] = (_, _) => new SimulatedPort(),
            [GpioChipPlan.Word] = (chip, reactor) => GpioBacking.OfThisMachine().PortOf(chip, reactor),
        }.ToFrozenDictionary();

    public static IChipPort PortOf(ChipPlan chip, IReactor reactor) => All[chip.Driver.Name](chip, reactor);
}
