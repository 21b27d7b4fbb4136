using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Tests;

/// <summary>Which properties are the device's, the driver's, or both together.</summary>
internal static class Promises
{
    /// <summary>What the device promises to every driver, however it behaves.</summary>
    public static readonly IReadOnlyList<LineProperty> OfTheDeviceAlone =
    [
        LineProperty.NoEdgeLost, LineProperty.NoEventInvented, LineProperty.NoValidWhileDisabled, LineProperty.NoValidWhileMasked,
        LineProperty.PairReturnedOnce, LineProperty.FirstPairStays, LineProperty.RequestAnsweredOnce, LineProperty.AnsweredInTime,
        LineProperty.InvalidBeforeOk, LineProperty.ActiveLevelFires, LineProperty.RefusalIsNamed,
        LineProperty.WritesSeenOnce,
    ];

    /// <summary>What a link promises beside it.</summary>
    public static readonly IReadOnlyList<LineProperty> OfALink =
    [
        LineProperty.LinkComesBack, LineProperty.LevelIsTheOwners, LineProperty.EdgesAreCounted, LineProperty.StaysArmed,
        LineProperty.ClientKnowsLevel, LineProperty.DrivesFollow,
    ];

    /// <summary>That, and what it promises together with a driver that keeps to its part.</summary>
    public static readonly IReadOnlyList<LineProperty> OfTheDevice = [.. OfTheDeviceAlone, LineProperty.NeverDeaf, LineProperty.NoLivelock];
}
