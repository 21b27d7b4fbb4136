using GpioHub.Rules.Nets;

namespace GpioHub.Actors.Wires;

/// <content>What a successor of this process needs to know of the net.</content>
internal sealed partial class Net
{
    /// <summary>Where it is written; null = nowhere.</summary>
    internal NetRecord? Record { get; private set; }

    /// <summary>The net as it is now.</summary>
    internal NetImage Image => new(HoldsInitial, AsIs, _wasDriven, Device.FoundInput, Left, State.Stimulus, State.Hardware, _writes,
        _stimulated, _leftWritten, Edges, Contentions, Lost);

    /// <summary>Has the net recorded from here on.</summary>
    /// <param name="recall">It goes on with what another process has left there.</param>
    /// <returns>false = it was to go on, and nothing is there that makes sense.</returns>
    internal bool RecordIn(NetRecord record, bool recall)
    {
        Record = record;
        foreach (var mapping in Mappings) record.Add(mapping);
        bool whole = recall && record.TryRead(out var image) && Recall(image);
        Mark();
        return whole || !recall;
    }

    /// <summary>Has the net written at the end of this turn.</summary>
    internal void Mark() => Record?.Mark();

    private bool Recall(in NetImage image)
    {
        (HoldsInitial, AsIs, _wasDriven, Device.FoundInput) = (image.HoldsInitial, image.AsIs, image.WasDriven, image.FoundInput);
        (Left, _writes, _stimulated, _leftWritten) = (image.Left, image.Writes, image.Stimulated, image.LeftWritten);
        (Edges, Contentions, Lost) = (image.Edges, image.Contentions, image.Lost);
        bool whole = true;
        foreach (var mapping in Mappings) whole &= NetRecord.TryRead(mapping);
        Recount(Plan, State with { Stimulus = image.Stimulus, Hardware = image.Hardware });
        foreach (var mapping in Mappings) mapping.Edges.Level = Level;
        return whole;
    }
}

/// <summary>A net without its guest lines, as a successor of this process needs it; each part as <see cref="Net"/> has it.</summary>
internal readonly record struct NetImage(bool HoldsInitial, bool AsIs, bool WasDriven, bool FoundInput, Drive Left, bool? Stimulus,
    bool? Hardware, long Writes, long Stimulated, long LeftWritten, long Edges, long Contentions, long Lost);
