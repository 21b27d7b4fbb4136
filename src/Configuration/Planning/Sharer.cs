using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;

namespace GpioHub.Configuration.Planning;

/// <summary>What hubs of other hosts may have of a chip, as the chip says it. Source: IF-1.16.</summary>
internal static class Sharer
{
    /// <summary>The host that the chip names; null = it names none.</summary>
    public static (string Host, Mark At, string Path)? HostOf(MapValues chip) =>
        chip.TryGet(ChipFormat.Host, out string host) ? (host, chip.AtOf(ChipFormat.Host), chip.PathOf(ChipFormat.Host)) : null;

    /// <summary>The chip with what its <c>share</c> says.</summary>
    public static PlannedChip SharedBy(this PlannedChip planned, MapValues chip, ReadContext context)
    {
        if (!chip.TryGet(ChipFormat.Share, out var share)) return planned;
        if (share.IsScalar)
        {
            for (int index = 0; index < planned.NetCount; index++) planned.Share(index);
            if (!planned.IsWhole)
            {
                context.Log.Warn(chip.AtOf(ChipFormat.Share), chip.PathOf(ChipFormat.Share),
                    $"only the lines under lines are shared; others of a gpiochip have to be named");
            }

            return planned;
        }

        foreach (Item<string> item in share.Other)
        {
            if (!item.Ok) continue;
            if (planned.TryResolve(item.Value!, context.Log, out var address, out string? wrong)) planned.Share(address.Value.Index);
            else if (wrong is not null)
                context.Log.Error(item.Node.At, item.Path, $"{wrong}", $"a line of chip {Shown.Quoted(planned.Id)}");
        }

        return planned;
    }
}
