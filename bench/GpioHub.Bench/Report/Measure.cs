namespace GpioHub.Bench.Report;

/// <summary>What a target is a multiple of.</summary>
internal enum Measure
{
    /// <summary>Of the number's unit.</summary>
    Unit,

    /// <summary>Of the floor around it.</summary>
    Floor,

    /// <summary>Of the bare back-end around it.</summary>
    Limit,
}
