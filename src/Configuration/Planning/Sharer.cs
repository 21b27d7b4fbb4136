using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

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

        var seen = new Dictionary<int, Mark>();
        foreach (Item<Either<string, MapValues>> item in share.Other)
        {
            if (!item.Ok) continue;
            MapValues? map = item.Value.Other;
            string line = item.Value.Scalar ?? "";
            if (map is not null && (!map.TryGet(ChipFormat.SharedLine, out line) || map.IsWrong(ChipFormat.SharedControl))) continue;
            if (!planned.TryResolve(line, context.Log, out var address, out string? wrong))
            {
                if (wrong is not null)
                    context.Log.Error(item.Node.At, item.Path, $"{wrong}", $"a line of chip {Shown.Quoted(planned.Id)}");
                continue;
            }

            int index = address.Value.Index;
            if (map is not null && map.TryGet(ChipFormat.SharedControl, out ControlAccess control)) planned.Share(index, control);
            else planned.Share(index);
            if (!seen.TryAdd(index, item.Node.At))
            {
                string where = seen[index].SeenFrom(item.Node.At);
                context.Log.Error(item.Node.At, item.Path, $"{Shown.Quoted(line)} is already shared at {where}");
            }
        }

        return planned;
    }
}
